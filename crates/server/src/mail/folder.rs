//! The folder of mails, shown to whoever tries Parlor out.

use std::io;
use std::sync::Arc;

use parlor_adapters::mail::{MailFolder, ReadMail};
use parlor_api::{DevLetter, DevMail};

use super::folder_path;
use crate::settings::Settings;

struct Shown(MailFolder);

/// The folder, where it may be shown: without an SMTP server, and on loopback alone.
#[must_use]
pub fn shown_folder(settings: &Settings) -> Option<Arc<dyn DevMail>> {
    if settings.mail.smtp.is_some() || !settings.listen.ip().is_loopback() {
        return None;
    }
    Some(Arc::new(Shown(MailFolder::new(folder_path(settings), settings.mail.from.clone()))))
}

impl DevMail for Shown {
    fn newest(&self, most: usize) -> io::Result<Vec<DevLetter>> {
        let newest = self.0.newest(most)?.into_iter().map(|(name, mail)| letter(name, mail));
        Ok(newest.collect())
    }

    fn read(&self, name: &str) -> Option<DevLetter> {
        Some(letter(name.to_owned(), self.0.read(name)?))
    }
}

fn letter(name: String, ReadMail { to, date, subject, text }: ReadMail) -> DevLetter {
    DevLetter { name, to, date, subject, text }
}
