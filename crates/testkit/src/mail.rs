//! Mail that takes no template and no key: what was queued can be read.

use std::sync::Mutex;

use parlor_auth::Unexpected;
use parlor_auth::ports::{Letter, MailError, Mailer, Rendered, Sealer, Templates};
use parlor_domain::{Mail, MailContent};

/// Writes the kind of a mail as its subject, and as its text the code, or what else it says for `Debug`.
#[derive(Debug, Default)]
pub struct PlainTemplates;

impl Templates for PlainTemplates {
    fn render(&self, mail: &Mail) -> Result<Rendered, Unexpected> {
        let plain = match &mail.content {
            MailContent::Code { code, .. } => code.expose().to_owned(),
            other => format!("{other:?}"),
        };
        Ok(Rendered { subject: mail.content.kind().to_owned(), html: format!("<p>{plain}</p>"), plain })
    }
}

/// Seals by writing the name in front.
#[derive(Debug, Default)]
pub struct PlainSealer;

impl Sealer for PlainSealer {
    fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, Unexpected> {
        Ok([format!("{name}|").as_bytes(), plain].concat())
    }

    fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unexpected> {
        let plain = sealed.strip_prefix(format!("{name}|").as_bytes());
        plain.map(<[u8]>::to_vec).ok_or_else(|| Unexpected::while_doing("opening", "another seal"))
    }
}

/// Keeps every letter, and refuses as many as it was told to.
#[derive(Default)]
pub struct RecordedMailer {
    letters: Mutex<Vec<Letter>>,
    refusals: Mutex<Vec<MailError>>,
}

impl RecordedMailer {
    /// Refuses the next letter so, or the one after those that are to be refused already.
    pub fn refuse(&self, error: MailError) {
        self.refusals.lock().unwrap().push(error);
    }

    /// The letters that were taken since the last look, oldest first.
    pub fn take(&self) -> Vec<Letter> {
        std::mem::take(&mut *self.letters.lock().unwrap())
    }
}

impl Mailer for RecordedMailer {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let mut refusals = self.refusals.lock().unwrap();
        if !refusals.is_empty() {
            return Err(refusals.remove(0));
        }
        self.letters.lock().unwrap().push(letter.clone());
        Ok(())
    }
}
