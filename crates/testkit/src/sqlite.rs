//! A look into a database file, past the program that keeps it.

use std::path::Path;

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

/// A row of one text.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Runs a statement that gives one text, named `line`, for each row.
///
/// # Panics
/// When the file is no database, or the statement is no such one.
#[must_use]
pub fn sqlite_rows(file: &Path, sql: &str) -> Vec<String> {
    let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    // The program may be writing.
    connection.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
    let rows: Vec<Row> = sql_query(sql).load(&mut connection).unwrap();
    rows.into_iter().map(|row| row.line).collect()
}
