//! What is there whatever is configured.

mod jwks;
mod lifecycle;
mod status;
