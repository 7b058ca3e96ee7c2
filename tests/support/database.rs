//! A look into a database, past the program: for what no answer shows, such as what a deletion leaves behind.

use std::path::Path;

use parlor_testkit::{Postgres, sqlite_rows};

/// Runs a statement in the database of a URL that [`Postgres::database`] gave.
pub fn on_postgres(url: &str, sql: &str) -> Vec<String> {
    let name = url.rsplit('/').next().unwrap();
    Postgres::shared().run(name, sql).lines().map(str::to_owned).collect()
}

/// Runs a statement in a file.
pub fn on_sqlite(file: &Path, sql: &str) -> Vec<String> {
    sqlite_rows(file, sql)
}
