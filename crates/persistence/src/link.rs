//! One connection, to either database, and the one visible place for what has to differ between them.

use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, ConnectionResult, PgConnection, QueryResult, SqliteConnection};

use crate::target::Target;

/// An open connection.
pub(crate) enum Link {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Compiles one query for each database: `on!(link, |conn| query.load(conn))`.
macro_rules! on {
    ($link:expr, |$conn:ident| $query:expr) => {
        match $link {
            $crate::link::Link::Postgres($conn) => $query,
            $crate::link::Link::Sqlite($conn) => $query,
        }
    };
}
pub(crate) use on;

/// Reads the first row and, on Postgres, keeps it from changing until the transaction ends. On SQLite the
/// transaction has been the only writer since it began.
macro_rules! first_locked {
    ($link:expr, $row:expr, $columns:expr) => {
        match $link {
            $crate::link::Link::Postgres(conn) => $row.select($columns).for_no_key_update().first(conn),
            $crate::link::Link::Sqlite(conn) => $row.select($columns).first(conn),
        }
        .optional()
    };
}
pub(crate) use first_locked;

/// Waits for a lock of another process before giving up; readers are never kept waiting in this mode.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";

/// A statement that waits longer than this for a lock is given up, as a request is.
const POSTGRES_SETUP: &str = "SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '60s'; \
     SET TIME ZONE 'UTC';";

impl Link {
    pub fn open(target: &Target) -> ConnectionResult<Self> {
        match target {
            Target::Postgres(url) => {
                let mut conn = PgConnection::establish(url)?;
                conn.batch_execute(POSTGRES_SETUP)
                    .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Postgres(conn))
            }
            Target::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&file_name(path))?;
                conn.batch_execute(SQLITE_SETUP)
                    .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Sqlite(conn))
            }
        }
    }

    /// Begins a transaction. On SQLite as its writer at once: a read that becomes a write later fails when
    /// somebody else wrote in between.
    pub fn begin(&mut self) -> QueryResult<()> {
        match self {
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
        }
    }

    pub fn commit(&mut self) -> QueryResult<()> {
        on!(self, |conn| AnsiTransactionManager::commit_transaction(conn))
    }

    pub fn roll_back(&mut self) -> QueryResult<()> {
        on!(self, |conn| AnsiTransactionManager::rollback_transaction(conn))
    }

    pub fn ping(&mut self) -> QueryResult<()> {
        on!(self, |conn| conn.batch_execute("SELECT 1"))
    }
}

/// A path that SQLite takes as it is, also when it begins like a URI.
fn file_name(path: &Path) -> String {
    let name = path.to_string_lossy().into_owned();
    if name.starts_with("file:") { format!("./{name}") } else { name }
}
