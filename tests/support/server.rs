//! A server with data of its own.

use std::net::SocketAddr;
use std::process::{Command, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::process::Process;
use super::{Client, Kind, Member, Ran, cli, raw};

/// What every server is started with, unless a test says otherwise. Hashing is as cheap as it may be, and
/// no budget per address stands in the way of many calls.
const DEFAULTS: [(&str, &str); 3] = [
    ("PARLOR_LISTEN", "127.0.0.1:0"),
    ("PARLOR_PASSWORD__BCRYPT_COST", "4"),
    ("PARLOR_RATE_LIMIT__ENABLED", "false"),
];

/// A running server, its data dir and its database. All of it goes with this value.
pub struct Server {
    process: Process,
    /// Shared with the clients: a server that was started again listens elsewhere.
    address: Arc<Mutex<SocketAddr>>,
    settings: Vec<(String, String)>,
    data: TempDir,
}

impl Server {
    /// Starts the program on an empty database.
    pub fn start(kind: Kind) -> Self {
        Self::with(kind, &[])
    }

    /// The same, with settings that win over the defaults.
    pub fn with(kind: Kind, settings: &[(&str, &str)]) -> Self {
        let data = TempDir::new().unwrap();
        let own =
            DEFAULTS.iter().chain(settings).map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let settings: Vec<_> = own.chain(kind.fresh()).collect();
        let process = Process::start(command(&data, &settings));
        let address = Arc::new(Mutex::new(process.address()));
        Self { process, address, settings, data }
    }

    /// Somebody who is not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(Arc::clone(&self.address))
    }

    /// Somebody who signs up with this email and [`super::PASSWORD`], and signs in.
    pub fn member(&self, email: &str) -> Member {
        Member::sign_up(self.anonymous(), email)
    }

    /// An administrator, made by the operator's command and signed in.
    pub fn admin(&self, email: &str) -> Member {
        let made = self
            .cli(&["account", "create", "--email", email, "--admin", "--password-stdin"], super::PASSWORD);
        assert_eq!(made.status, 0, "{}", made.stderr);
        Member::sign_in(self.anonymous(), email)
    }

    /// Runs another command of the binary on the same data and database.
    pub fn cli(&self, args: &[&str], stdin: &str) -> Ran {
        let mut command = command(&self.data, &self.settings);
        command.args(args);
        cli::run(command, stdin)
    }

    /// Sends these bytes over a connection of their own and gives all that comes back.
    pub fn raw(&self, request: &[u8]) -> String {
        raw::exchange(self.process.address(), request)
    }

    /// What the server has said so far.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// What the server has said, once this is part of it.
    pub fn log_with(&self, text: &str) -> String {
        let asked = Instant::now();
        loop {
            let log = self.log();
            if log.contains(text) {
                return log;
            }
            assert!(asked.elapsed() < Duration::from_secs(10), "{text:?} is never logged:\n{log}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks the server to end, and waits until it has.
    pub fn stop(&mut self) -> ExitStatus {
        self.process.terminate()
    }

    /// Ends the server as a crash of the machine would.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again on the same data, after ending whatever still runs. Clients go on as before.
    pub fn restart(&mut self) {
        self.kill();
        self.process = Process::start(command(&self.data, &self.settings));
        *self.address.lock().unwrap() = self.process.address();
    }
}

/// The binary with these settings and no others.
fn command(data: &TempDir, settings: &[(String, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parlor"));
    for (key, _) in std::env::vars_os() {
        if key.to_string_lossy().starts_with("PARLOR_") {
            command.env_remove(key);
        }
    }
    // A stray file in the working directory must not matter.
    command.current_dir(data.path()).env("PARLOR_DATA_DIR", data.path().join("data"));
    command.envs(settings.iter().map(|(key, value)| (key, value)));
    command
}
