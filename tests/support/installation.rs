//! What an operator sets up before anything runs: settings, a data dir, a database.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::process::Process;
use super::{Kind, Ran, Server, cli, database};

/// What every server is started with, unless a test says otherwise. Hashing is as cheap as it may be, and
/// no budget per address stands in the way of many calls.
const DEFAULTS: [(&str, &str); 3] = [
    ("PARLOR_LISTEN", "127.0.0.1:0"),
    ("PARLOR_PASSWORD__BCRYPT_COST", "4"),
    ("PARLOR_RATE_LIMIT__ENABLED", "false"),
];

/// Settings and a folder, on which nothing runs yet. The folder goes with this value.
pub struct Installation {
    settings: Vec<(String, String)>,
    folder: TempDir,
}

impl Installation {
    /// On an empty database, with settings that win over the defaults.
    pub fn new(kind: Kind, settings: &[(&str, &str)]) -> Self {
        let settings =
            DEFAULTS.iter().chain(settings).map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        Self { settings: settings.chain(kind.fresh()).collect(), folder: TempDir::new().unwrap() }
    }

    /// Sets something else from the next start on.
    pub fn set(&mut self, key: &str, value: &str) {
        self.unset(key);
        self.settings.push((key.to_owned(), value.to_owned()));
    }

    /// Sets this no more.
    pub fn unset(&mut self, key: &str) {
        self.settings.retain(|(set, _)| set != key);
    }

    /// What is set, the later before the earlier.
    pub fn setting(&self, key: &str) -> Option<&str> {
        self.settings.iter().rev().find(|(set, _)| set == key).map(|(_, value)| value.as_str())
    }

    /// Another with the same settings, of which the database's address has to be one, and its own folder.
    pub fn another(&self) -> Self {
        assert!(self.setting("PARLOR_DATABASE_URL").is_some(), "it would have a database of its own");
        Self { settings: self.settings.clone(), folder: TempDir::new().unwrap() }
    }

    /// A folder that holds the data dir and nothing else of the program's making.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data dir, which the program makes itself.
    pub fn data_dir(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// Runs a command of the binary that comes to its end.
    pub fn run(&self, args: &[&str], stdin: &str) -> Ran {
        let mut command = self.command();
        command.args(args);
        cli::run(command, stdin)
    }

    /// Asks the database itself, past the program: rows of one text, which has to be called `line`.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        match self.setting("PARLOR_DATABASE_URL") {
            Some(url) => database::on_postgres(url, sql),
            None => database::on_sqlite(&self.data_dir().join("parlor.db"), sql),
        }
    }

    /// Starts the server.
    pub fn serve(self) -> Server {
        Server::on(self)
    }

    pub(super) fn start(&self) -> Process {
        Process::start(self.command())
    }

    /// The binary with these settings and no others.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parlor"));
        for (key, _) in std::env::vars_os() {
            if key.to_string_lossy().starts_with("PARLOR_") {
                command.env_remove(key);
            }
        }
        // A stray file in the working directory must not matter.
        command.current_dir(self.folder()).env("PARLOR_DATA_DIR", self.data_dir());
        command.envs(self.settings.iter().map(|(key, value)| (key, value)));
        command
    }
}
