//! One connection, to either database, and the one visible place for what has to differ between them.

use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, ConnectionError, ConnectionResult, PgConnection, QueryResult, SqliteConnection};

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

/// Reads the row and, on Postgres, keeps it from changing until the transaction ends. On SQLite the
/// transaction has been the only writer since it began.
macro_rules! first_locked {
    ($link:expr, $row:expr, $columns:expr) => {
        match $link {
            $crate::link::Link::Postgres(conn) => $row.select($columns).for_no_key_update().get_result(conn),
            $crate::link::Link::Sqlite(conn) => $row.select($columns).get_result(conn),
        }
        .optional()
    };
}
pub(crate) use first_locked;

/// The same for every row there is, in the order of the query.
macro_rules! all_locked {
    ($link:expr, $rows:expr) => {
        match $link {
            $crate::link::Link::Postgres(conn) => $rows.for_no_key_update().load(conn),
            $crate::link::Link::Sqlite(conn) => $rows.load(conn),
        }
    };
}
pub(crate) use all_locked;

/// Reads the rows that nobody else holds and, on Postgres, holds them until the transaction ends. On SQLite
/// nobody else can hold any.
macro_rules! those_free {
    ($link:expr, $rows:expr) => {
        match $link {
            $crate::link::Link::Postgres(conn) => $rows.for_no_key_update().skip_locked().load(conn),
            $crate::link::Link::Sqlite(conn) => $rows.load(conn),
        }
    };
}
pub(crate) use those_free;

/// Runs a statement that keeps rows from being deleted until the transaction ends. On SQLite nobody else deletes any.
macro_rules! kept {
    ($link:expr, $statement:expr) => {
        match $link {
            $crate::link::Link::Postgres(conn) => $statement.execute(conn),
            $crate::link::Link::Sqlite(_) => Ok(0),
        }
    };
}
pub(crate) use kept;

/// Loads the rows whose number, in the column of this name, is one of many, by a statement whose text is the same
/// however many they are.
macro_rules! those_among {
    ($link:expr, $rows:expr, ($column:expr, $name:literal), $ids:expr) => {
        match $link {
            $crate::link::Link::Postgres(conn) => $rows.filter($column.eq_any($ids)).load(conn),
            $crate::link::Link::Sqlite(conn) => {
                let among = diesel::dsl::sql::<diesel::sql_types::Bool>(concat!(
                    $name,
                    " IN (SELECT value FROM json_each("
                ))
                .bind::<diesel::sql_types::Text, _>(format!("{:?}", $ids))
                .sql("))");
                $rows.filter(among).load(conn)
            }
        }
    };
}
pub(crate) use those_among;

/// Loads some rows of those whose number, in the column of this name, is none of some.
macro_rules! those_not_among {
    ($link:expr, $rows:expr, ($column:expr, $name:literal), $ids:expr, $which:expr) => {
        match $link {
            $crate::link::Link::Postgres(conn) => $which.of($rows.filter($column.ne_all($ids))).load(conn),
            $crate::link::Link::Sqlite(conn) => {
                let among = diesel::dsl::sql::<diesel::sql_types::Bool>(concat!(
                    $name,
                    " NOT IN (SELECT value FROM json_each("
                ))
                .bind::<diesel::sql_types::Text, _>(format!("{:?}", $ids))
                .sql("))");
                $which.of($rows.filter(among)).load(conn)
            }
        }
    };
}
pub(crate) use those_not_among;

/// Waits for a lock of another process before giving up; readers are never kept waiting in this mode. What
/// is committed survives a loss of power: a rotation that was forgotten would make a thief of its owner.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";

/// A statement that takes or waits longer than a request would is given up.
const POSTGRES_LIMITS: &str = "SET lock_timeout = '5s'; SET statement_timeout = '30s'; \
     SET idle_in_transaction_session_timeout = '60s';";

impl Link {
    pub fn open(target: &Target) -> ConnectionResult<Self> {
        match target {
            Target::Postgres(url) => PgConnection::establish(url).map(Self::Postgres),
            Target::Sqlite(path) => {
                keep_private(path)?;
                let mut conn = SqliteConnection::establish(&file_name(path))?;
                conn.batch_execute(SQLITE_SETUP).map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Self::Sqlite(conn))
            }
        }
    }

    /// A connection that changes nothing; `None` for an SQLite file that is not there.
    pub fn look(target: &Target) -> ConnectionResult<Option<Self>> {
        match target {
            Target::Postgres(url) => {
                let mut conn = PgConnection::establish(url)?;
                conn.batch_execute("SET default_transaction_read_only = on")
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Some(Self::Postgres(conn)))
            }
            Target::Sqlite(path) if !path.exists() => Ok(None),
            Target::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&file_name(path))?;
                conn.batch_execute("PRAGMA busy_timeout = 2000; PRAGMA query_only = ON;")
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
                Ok(Some(Self::Sqlite(conn)))
            }
        }
    }

    /// Limits how long a statement may take. Not for migrations, which take as long as they do.
    pub fn limit(&mut self) -> QueryResult<()> {
        match self {
            Self::Postgres(conn) => conn.batch_execute(POSTGRES_LIMITS),
            Self::Sqlite(_) => Ok(()),
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

/// Makes the file, if it is missing, for its owner alone: SQLite would let everybody read it, and gives the
/// files beside it the mode of this one.
fn keep_private(path: &Path) -> ConnectionResult<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => {
            Err(ConnectionError::BadConnection(format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}

/// A path that SQLite takes as it is, also when it begins like a URI.
fn file_name(path: &Path) -> String {
    let name = path.to_string_lossy().into_owned();
    if name.starts_with("file:") { format!("./{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;
    use diesel::sql_types::Text;

    #[derive(QueryableByName)]
    struct Compiled {
        #[diesel(sql_type = Text)]
        compile_options: String,
    }

    #[test]
    fn sqlite_plans_a_statement_once_whatever_is_bound_to_it() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        let options: Vec<Compiled> = diesel::sql_query("PRAGMA compile_options").load(&mut conn).unwrap();
        let is_stable = options.iter().any(|option| option.compile_options == "ENABLE_QPSG");
        assert!(is_stable, "build within the workspace: .cargo/config.toml sets LIBSQLITE3_FLAGS");
    }
}
