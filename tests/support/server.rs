//! A server with data of its own.

use std::net::SocketAddr;
use std::process::ExitStatus;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::process::Process;
use super::{Client, Installation, Kind, Member, Owner, Ran, raw};

/// A running server, its data dir and its database. All of it goes with this value.
pub struct Server {
    process: Process,
    /// Shared with the clients: a server that was started again listens elsewhere.
    address: Arc<Mutex<SocketAddr>>,
    /// What it runs on. Changes hold from the next start.
    pub installation: Installation,
}

impl Server {
    /// Starts the program on an empty database, with settings that win over the defaults.
    pub fn with(kind: Kind, settings: &[(&str, &str)]) -> Self {
        Self::on(Installation::new(kind, settings))
    }

    pub(super) fn on(installation: Installation) -> Self {
        let process = installation.start();
        let address = Arc::new(Mutex::new(process.address()));
        Self { process, address, installation }
    }

    /// Another server with the same settings, of which the database's address has to be one, and a data dir
    /// of its own.
    pub fn another(&self) -> Self {
        Self::on(self.installation.another())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.process.address()
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Somebody who is not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(Arc::clone(&self.address))
    }

    /// Somebody who signs up with this email and [`super::PASSWORD`], and signs in.
    pub fn member(&self, email: &str) -> Member {
        Member::sign_up(self.anonymous(), email)
    }

    /// The same through the native API.
    pub fn owner(&self, email: &str) -> Owner {
        Owner::sign_up(self.anonymous(), email)
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
        self.installation.run(args, stdin)
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
        self.signal("TERM");
        self.ended()
    }

    /// Sends it a signal, such as `TERM`, and does not wait for what comes of it.
    pub fn signal(&self, name: &str) {
        self.process.signal(name);
    }

    /// Waits until the server has ended.
    pub fn ended(&mut self) -> ExitStatus {
        self.process.wait()
    }

    /// Ends the server as a crash of the machine would.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    /// Starts it again on the same data, after ending whatever still runs. Clients go on as before.
    pub fn restart(&mut self) {
        self.kill();
        self.process = self.installation.start();
        *self.address.lock().unwrap() = self.process.address();
    }
}
