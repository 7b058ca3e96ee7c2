//! A database of each kind for a test to use up.

use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use parlor_domain::AuditEvent;
use parlor_domain::ports::Effects;
use parlor_persistence::{Database, Target};
use parlor_testkit::Postgres;
use tempfile::TempDir;

/// An empty database, gone after the test.
pub struct Fresh {
    pub target: Target,
    url: String,
    _folder: Option<TempDir>,
}

pub fn postgres() -> Fresh {
    let url = Postgres::shared().database();
    Fresh { target: Target::parse(&url).unwrap(), url, _folder: None }
}

pub fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parlor.db").display().to_string();
    Fresh { target: Target::parse(&format!("sqlite://{path}")).unwrap(), url: path, _folder: Some(folder) }
}

pub fn both() -> [Fresh; 2] {
    [sqlite(), postgres()]
}

impl Fresh {
    /// Opens it with as many connections as a small machine would have.
    pub fn open(&self, effects: Arc<dyn Effects>) -> Database {
        Database::open(&self.target, 4, effects).unwrap()
    }

    pub fn open_quietly(&self) -> Database {
        self.open(Arc::new(Nothing))
    }

    /// Does what no repository would.
    pub fn execute(&self, sql: &str) {
        match &self.target {
            Target::Postgres(_) => PgConnection::establish(&self.url).unwrap().batch_execute(sql).unwrap(),
            Target::Sqlite(_) => SqliteConnection::establish(&self.url).unwrap().batch_execute(sql).unwrap(),
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

pub struct Nothing;

impl Effects for Nothing {
    fn committed(&self, _: &[AuditEvent]) {}
}
