//! A Postgres server for the tests of one process: made when the first test asks for it, gone with the process.
//!
//! Must not know what is stored in it: it hands out empty databases.

mod cluster;
mod installation;

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use cluster::Cluster;
use installation::Installation;

/// A running server that nobody else uses.
pub struct Postgres {
    installation: Installation,
    cluster: Cluster,
    databases: AtomicU32,
}

impl Postgres {
    /// The server of this process, started when first asked for.
    ///
    /// It is stopped and its files are removed soon after the process ends, however it ends.
    ///
    /// # Panics
    /// When no Postgres is installed, or it does not start: a test is never left out silently.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| {
            let installation = Installation::find().unwrap_or_else(|error| panic!("{error}"));
            let cluster = Cluster::start(&installation).unwrap_or_else(|error| panic!("{error}"));
            Self { installation, cluster, databases: AtomicU32::new(0) }
        })
    }

    /// Makes an empty database and returns its URL. Its owner is a superuser without a password.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run("postgres", &format!("CREATE DATABASE {name}"));
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.cluster.port())
    }

    /// Runs one statement in a database and returns its rows, one a line.
    ///
    /// # Panics
    /// When the server refuses, with its reason.
    pub fn run(&self, database: &str, sql: &str) -> String {
        let output = self
            .installation
            .psql()
            .args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres"])
            .args(["-p", &self.cluster.port().to_string(), "-d", database, "-c", sql])
            .output()
            .unwrap_or_else(|error| panic!("psql cannot be run: {error}"));
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Where its files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.cluster.folder()
    }
}
