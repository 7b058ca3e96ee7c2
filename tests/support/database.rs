//! A look into a database, past the program: for what no answer shows, such as what a deletion leaves behind.

use std::path::Path;

use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use parlor_testkit::Postgres;

/// A row of one text.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Runs a statement in the database of a URL that [`Postgres::database`] gave.
pub fn on_postgres(url: &str, sql: &str) -> Vec<String> {
    let name = url.rsplit('/').next().unwrap();
    Postgres::shared().run(name, sql).lines().map(str::to_owned).collect()
}

/// Runs a statement in a file.
pub fn on_sqlite(file: &Path, sql: &str) -> Vec<String> {
    let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    let rows: Vec<Row> = sql_query(sql).load(&mut connection).unwrap();
    rows.into_iter().map(|row| row.line).collect()
}
