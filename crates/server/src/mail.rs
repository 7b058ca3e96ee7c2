//! Mail leaves: by which way, and by whose hands while the service runs.

mod bell;
mod folder;
mod postmen;

use std::path::PathBuf;
use std::sync::Arc;

use parlor_adapters::mail::{MailFolder, SmtpMailer};
use parlor_auth::ports::Mailer;

use crate::error::Exit;
use crate::settings::Settings;

pub use bell::Bell;
pub use folder::shown_folder;
pub use postmen::Postmen;

/// Where mails go that no SMTP server takes.
#[must_use]
pub fn folder_path(settings: &Settings) -> PathBuf {
    settings.data_dir.join("outbox")
}

/// What sends mail: an SMTP server, or else a folder.
///
/// # Errors
/// A sentence for the operator.
pub fn mailer(settings: &Settings) -> Result<Arc<dyn Mailer>, Exit> {
    let from = settings.mail.from.clone();
    Ok(match settings.mail.smtp.clone() {
        Some(server) => Arc::new(SmtpMailer::new(server, from).map_err(Exit::failed)?),
        None => Arc::new(MailFolder::new(folder_path(settings), from)),
    })
}

/// What an operator has to know before somebody waits for a mail that never comes.
#[must_use]
pub fn warning(settings: &Settings) -> Option<String> {
    let reaches_nobody = settings.mail.smtp.is_none() && !settings.listen.ip().is_loopback();
    reaches_nobody.then(|| {
        format!(
            "no SMTP server is set, so mails only go to files in {} and reach nobody: set PARLOR_SMTP_URL",
            folder_path(settings).display()
        )
    })
}
