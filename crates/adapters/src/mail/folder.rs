//! Mail as files, where no SMTP server is set: for whoever tries Parlor out, and for tests.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use parlor_auth::ports::{Letter, MailError, Mailer};

use super::message::write;
use super::{ReadMail, Sender};

/// A folder of `.eml` files, its owner's alone, since they hold codes.
#[derive(Debug, Clone)]
pub struct MailFolder {
    path: PathBuf,
    from: Sender,
}

const EXTENSION: &str = ".eml";

impl MailFolder {
    /// Uses a folder, which is made with the first mail.
    #[must_use]
    pub fn new(path: PathBuf, from: Sender) -> Self {
        Self { path, from }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The newest mails, at most `most`, the newest first, each with its file's name.
    ///
    /// # Errors
    /// What the system says of the folder; one that is not there holds nothing.
    pub fn newest(&self, most: usize) -> io::Result<Vec<(String, ReadMail)>> {
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<_> = names.filter(|name| is_mail(name)).collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        names.truncate(most);
        let read = names.into_iter().filter_map(|name| self.read(&name).map(|mail| (name, mail)));
        Ok(read.collect())
    }

    /// One of its mails; `None` for any name that no mail of this folder has.
    #[must_use]
    pub fn read(&self, name: &str) -> Option<ReadMail> {
        if !is_mail(name) {
            return None;
        }
        ReadMail::parse(&fs::read(self.path.join(name)).ok()?)
    }

    fn keep(&self, letter: &Letter, bytes: &[u8]) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.path)?;
        let name = file_name(letter);
        // Under another name until it is whole: nobody reads half a mail.
        let part = self.path.join(format!("{name}.part"));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        file.write_all(bytes)?;
        fs::rename(part, self.path.join(name))
    }
}

impl Mailer for MailFolder {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let message = write(&self.from, letter)?;
        self.keep(letter, &message.bytes).map_err(|error| MailError::Later {
            reason: format!("{} cannot be written to: {error}", self.path.display()),
        })
    }
}

/// Sorted by name they are sorted by time; a mail that is written twice is one file.
fn file_name(letter: &Letter) -> String {
    let time = letter.queued_at.utc().format("%Y-%m-%dT%H-%M-%S%.6fZ");
    let id: String = letter.message_id.chars().take_while(char::is_ascii_alphanumeric).collect();
    format!("{time}-{id}{EXTENSION}")
}

/// Whether a name may be one of ours: no other is ever opened, whatever somebody asks for.
fn is_mail(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    name.ends_with(EXTENSION) && !name.starts_with('.') && !name.contains("..") && name.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::message::tests::{letter, sender};
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_mail_is_a_file_of_its_owner_s_alone_and_one_file_however_often_it_is_sent() {
        let dir = tempfile::tempdir().unwrap();
        let folder = MailFolder::new(dir.path().join("data/outbox"), sender());
        assert!(folder.newest(9).unwrap().is_empty());
        for _ in 0..2 {
            folder.send(&letter("ann@example.com", "Hello", "Good evening")).unwrap();
        }
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        assert!(files[0].ends_with("2026-11-21T08-30-00.654321Z-00ff.eml"), "{files:?}");
        assert_eq!((mode(folder.path()), mode(&files[0])), (0o700, 0o600));
        let (name, mail) = folder.newest(9).unwrap().remove(0);
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("ann@example.com", "Hello"));
        assert_eq!(folder.read(&name).unwrap().text.trim_end(), "Good evening");
    }

    #[test]
    fn the_newest_come_first_and_not_more_than_were_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let folder = MailFolder::new(dir.path().to_path_buf(), sender());
        for number in 1..=3_u64 {
            let mut letter = letter("ann@example.com", &format!("Number {number}"), "x");
            letter.queued_at = letter.queued_at + std::time::Duration::from_secs(number * 100_000);
            folder.send(&letter).unwrap();
        }
        let subjects: Vec<_> = folder.newest(2).unwrap().into_iter().map(|(_, mail)| mail.subject).collect();
        assert_eq!(subjects, ["Number 3", "Number 2"]);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = MailFolder::new(dir.path().join("outbox"), sender());
        folder.send(&letter("ann@example.com", "Hello", "x")).unwrap();
        let name = folder.newest(1).unwrap().remove(0).0;
        fs::copy(folder.path().join(&name), dir.path().join("secret.eml")).unwrap();
        for name in
            ["../secret.eml", "..%2fsecret.eml", "/etc/passwd", "", ".eml", "a/b.eml", "a\0.eml", "secret"]
        {
            assert!(folder.read(name).is_none(), "{name:?}");
        }
        assert!(folder.read(&name).is_some());
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_no_reason_to_give_up() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let sent = MailFolder::new(file.join("outbox"), sender()).send(&letter("ann@example.com", "x", "x"));
        assert!(matches!(sent, Err(MailError::Later { .. })), "{sent:?}");
    }
}
