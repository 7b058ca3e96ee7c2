//! Brings a database up to date, once, however many instances start together.

use std::collections::BTreeSet;

use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::database::OpenError;
use crate::link::Link;

const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");

/// Any number that no other program on the same database is likely to use for its own lock.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7236719)";

/// Runs what is pending, in one transaction under a lock that other instances wait for.
///
/// # Errors
/// [`OpenError`]; then nothing was changed.
pub(crate) fn run(link: &mut Link) -> Result<usize, OpenError> {
    link.begin().map_err(failed)?;
    let outcome = match link {
        Link::Postgres(conn) => {
            conn.batch_execute(LOCK).map_err(failed).and_then(|()| run_pending(conn, POSTGRES))
        }
        Link::Sqlite(conn) => run_pending(conn, SQLITE),
    };
    match &outcome {
        Ok(_) => link.commit().map_err(failed)?,
        Err(_) => link.roll_back().map_err(failed)?,
    }
    outcome
}

fn run_pending<DB: Backend>(
    conn: &mut impl MigrationHarness<DB>,
    ours: EmbeddedMigrations,
) -> Result<usize, OpenError> {
    let applied = conn.applied_migrations().map_err(OpenError::Migration)?;
    let applied: Vec<_> = applied.iter().map(ToString::to_string).collect();
    count_pending(&versions::<DB>(&ours)?, &applied)?;
    conn.run_pending_migrations(ours).map(|done| done.len()).map_err(OpenError::Migration)
}

/// How many are to come after those that were applied. Changes nothing.
///
/// # Errors
/// [`OpenError::Newer`] if one was applied that is not known here.
pub(crate) fn pending(link: &Link, applied: &[String]) -> Result<usize, OpenError> {
    let known = match link {
        Link::Postgres(_) => versions::<Pg>(&POSTGRES)?,
        Link::Sqlite(_) => versions::<Sqlite>(&SQLITE)?,
    };
    count_pending(&known, applied)
}

fn count_pending(known: &BTreeSet<String>, applied: &[String]) -> Result<usize, OpenError> {
    if let Some(unknown) = applied.iter().find(|version| !known.contains(*version)) {
        return Err(OpenError::Newer(unknown.clone()));
    }
    Ok(known.iter().filter(|version| !applied.contains(version)).count())
}

fn versions<DB: Backend>(ours: &EmbeddedMigrations) -> Result<BTreeSet<String>, OpenError> {
    let migrations = MigrationSource::<DB>::migrations(ours).map_err(OpenError::Migration)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn failed(error: diesel::result::Error) -> OpenError {
    OpenError::Migration(Box::new(error))
}
