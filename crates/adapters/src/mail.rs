//! Mail: its words, and the two ways in which it leaves: by SMTP, or as files for whoever tries Parlor out.
//!
//! Must not know when a mail is sent, nor how often it is tried.

mod eml;
mod folder;
mod message;
mod server;
mod smtp;
mod templates;

pub use eml::ReadMail;
pub use folder::MailFolder;
pub use message::Sender;
pub use server::{SmtpServer, Tls};
pub use smtp::SmtpMailer;
pub use templates::{FileTemplates, Site, TemplateError};
