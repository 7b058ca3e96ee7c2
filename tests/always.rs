//! What is there whatever is configured.

mod attachments;
mod dev_mail;
mod docs;
mod jwks;
mod lifecycle;
mod media;
mod status;
