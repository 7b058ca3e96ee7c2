//! The tables of both databases, held against each other.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use parlor_persistence::Database;

use crate::support;

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

const POSTGRES_COLUMNS: &str = "
    SELECT table_name::text, column_name::text, is_nullable = 'YES' AS nullable,
           CASE data_type WHEN 'timestamp with time zone' THEN 'text' WHEN 'boolean' THEN 'integer'
                WHEN 'bigint' THEN 'integer' WHEN 'bytea' THEN 'blob' ELSE data_type::text END AS kind
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations' AND table_type = 'BASE TABLE'";

const SQLITE_COLUMNS: &str = "
    SELECT m.name AS table_name, c.name AS column_name, NOT c.\"notnull\" AS nullable, lower(c.type) AS kind
    FROM sqlite_schema m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '__diesel_schema_migrations'";

#[test]
fn both_databases_have_the_same_columns() {
    let (ours, theirs) = (support::sqlite(), support::postgres());
    for fresh in [&ours, &theirs] {
        Database::migrate(&fresh.target).unwrap();
    }
    let mut sqlite: Vec<Column> = diesel::sql_query(SQLITE_COLUMNS)
        .load(&mut SqliteConnection::establish(ours.url()).unwrap())
        .unwrap();
    let mut postgres: Vec<Column> = diesel::sql_query(POSTGRES_COLUMNS)
        .load(&mut PgConnection::establish(theirs.url()).unwrap())
        .unwrap();
    sqlite.sort();
    postgres.sort();
    assert!(sqlite.len() > 30, "the columns were not read");
    assert_eq!(sqlite, postgres);
}

#[test]
fn deleting_an_account_on_sqlite_reaches_what_belongs_to_it() {
    let fresh = support::sqlite();
    Database::migrate(&fresh.target).unwrap();
    fresh.execute(
        "PRAGMA foreign_keys = ON;
         INSERT INTO accounts (id, email, email_key, state, is_admin, created_at) \
         VALUES (1, 'a@b.example', 'a@b.example', 'active', 0, 'now');
         INSERT INTO known_clients VALUES (1, '192.0.2.1', 'now');
         DELETE FROM accounts;",
    );
    let left: Count = diesel::sql_query("SELECT count(*) AS count FROM known_clients")
        .get_result(&mut SqliteConnection::establish(fresh.url()).unwrap())
        .unwrap();
    assert_eq!(left.count, 0);
}
