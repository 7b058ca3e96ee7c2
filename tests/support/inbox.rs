//! The mails that a server without SMTP leaves in its data dir.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use parlor_adapters::mail::ReadMail;

use super::Server;

/// What came for one address; each mail is given once.
pub struct Inbox {
    folder: PathBuf,
    address: String,
    seen: BTreeSet<PathBuf>,
    waiting: VecDeque<ReadMail>,
}

/// Longer than the server takes to put a mail there.
const PATIENCE: Duration = Duration::from_secs(10);

impl Server {
    /// The mails to an address.
    pub fn inbox(&self, address: &str) -> Inbox {
        let folder = self.installation.data_dir().join("outbox");
        Inbox { folder, address: address.to_owned(), seen: BTreeSet::new(), waiting: VecDeque::new() }
    }
}

impl Inbox {
    /// The next mail that was not given yet, as soon as it is there.
    #[track_caller]
    pub fn next(&mut self) -> ReadMail {
        let asked = Instant::now();
        loop {
            self.look();
            if let Some(mail) = self.waiting.pop_front() {
                return mail;
            }
            assert!(asked.elapsed() < PATIENCE, "no mail comes to {}", self.address);
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The code in the next mail.
    #[track_caller]
    pub fn code(&mut self) -> String {
        let text = self.next().text;
        let mut runs = text.split(|letter: char| !letter.is_ascii_digit());
        let code = runs.find(|run| run.len() == 6);
        code.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
    }

    /// Leaves those that are there already unread.
    pub fn skip(&mut self) {
        self.look();
        self.waiting.clear();
    }

    /// How many mails wait to be given; whatever is on its way has had the time to come.
    pub fn count(&mut self) -> usize {
        thread::sleep(Duration::from_millis(1_500));
        self.look();
        self.waiting.len()
    }

    fn look(&mut self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|kind| kind == "eml") && !self.seen.contains(file));
        files.sort_by_key(|file| fs::metadata(file).unwrap().modified().unwrap());
        for file in files {
            let mail = ReadMail::parse(&fs::read(&file).unwrap()).unwrap();
            self.seen.insert(file);
            if mail.to == self.address {
                self.waiting.push_back(mail);
            }
        }
    }
}
