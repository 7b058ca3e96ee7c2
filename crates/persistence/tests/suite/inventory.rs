//! The inventory names everything that the databases have, and is what the databases do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use diesel::connection::LoadConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};
use parlor_auth::ports::{ExportPlace, Store};
use parlor_domain::AccountId;
use parlor_persistence::inventory::{Deleted, Holds, Shown, TABLES, Table};
use parlor_persistence::{Database, Target};
use serde_json::{Map, Value};

use crate::support::{self, Fresh};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines<C: LoadConnection>(mut conn: C, sql: &str) -> BTreeSet<String>
where
    diesel::query_builder::SqlQuery: diesel::query_dsl::LoadQuery<'static, C, Line>,
{
    diesel::sql_query(sql).load::<Line>(&mut conn).unwrap().into_iter().map(|line| line.line).collect()
}

const POSTGRES_COLUMNS: &str = "SELECT table_name || '.' || column_name AS line FROM information_schema.columns \
    JOIN information_schema.tables USING (table_schema, table_name) \
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '__diesel_schema_migrations'";
const SQLITE_COLUMNS: &str = "SELECT m.name || '.' || c.name AS line FROM sqlite_schema m \
    JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
    AND m.name <> '__diesel_schema_migrations'";

/// `table.column -> table`, for each reference that takes its rows along.
const POSTGRES_REFERENCES: &str = "SELECT c.conrelid::regclass || '.' || a.attname || ' -> ' || \
    c.confrelid::regclass AS line FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid \
    AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND c.confdeltype = 'c'";
const SQLITE_REFERENCES: &str = "SELECT m.name || '.' || f.\"from\" || ' -> ' || f.\"table\" AS line \
    FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' \
    AND f.on_delete = 'CASCADE'";

fn asked(fresh: &Fresh, postgres: &str, sqlite: &str) -> BTreeSet<String> {
    match &fresh.target {
        Target::Postgres(_) => lines(PgConnection::establish(fresh.url()).unwrap(), postgres),
        Target::Sqlite(_) => lines(SqliteConnection::establish(fresh.url()).unwrap(), sqlite),
    }
}

#[test]
fn s58_every_column_of_every_table_is_in_the_inventory() {
    let named: BTreeSet<_> = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(|column| format!("{}.{}", table.name, column.name)))
        .collect();
    for fresh in support::both() {
        Database::migrate(&fresh.target).unwrap();
        let there = asked(&fresh, POSTGRES_COLUMNS, SQLITE_COLUMNS);
        let forgotten: Vec<_> = there.difference(&named).collect();
        assert!(
            forgotten.is_empty(),
            "crates/persistence/src/inventory/tables.rs does not say what becomes of {forgotten:?}"
        );
        let gone: Vec<_> = named.difference(&there).collect();
        assert!(gone.is_empty(), "the inventory names what is not there: {gone:?}");
    }
}

#[test]
fn s58_what_goes_with_the_account_is_taken_along_by_both_databases() {
    for fresh in support::both() {
        Database::migrate(&fresh.target).unwrap();
        let references = asked(&fresh, POSTGRES_REFERENCES, SQLITE_REFERENCES);
        for table in TABLES {
            let Holds::OfAccounts { deleted: Deleted::ByReference(column), .. } = table.holds else {
                continue;
            };
            let from = format!("{}.{column} -> ", table.name);
            let to = references.iter().find_map(|line| line.strip_prefix(&from));
            let to = to.unwrap_or_else(|| panic!("{from}nothing: {references:?}"));
            assert!(goes(to), "{} goes with {to}, which stays", table.name);
        }
    }
}

/// Whether a table's rows go with the account.
fn goes(table: &str) -> bool {
    let found = TABLES.iter().find(|known| known.name == table).unwrap();
    match found.holds {
        Holds::OfAccounts { deleted, .. } => matches!(deleted, Deleted::Itself | Deleted::ByReference(_)),
        Holds::Nobodys(_) => false,
    }
}

#[test]
fn s58_no_two_sections_and_no_two_columns_of_one_have_the_same_name() {
    let sections: Vec<_> = TABLES.iter().filter_map(Table::section).collect();
    assert_eq!(sections.iter().collect::<BTreeSet<_>>().len(), sections.len());
    for table in TABLES {
        let names: Vec<_> = table.shown().map(|(_, name, _)| name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}", table.name);
    }
}

const ROWS: &str = "
    INSERT INTO app_data (account_id, public_data, private_data) VALUES (1, '{\"colour\":[1,null]}', NULL);
    INSERT INTO known_clients (account_id, client, last_seen_at) VALUES (1, 'address:192.0.2.1', '2026-11-21 08:30:00.000001');
    INSERT INTO lockouts (login_key, client, failures, last_failed_at) VALUES
        ('account:1', 'stranger', 2, '2026-11-21 08:30:00.000001'), ('account:11', 'stranger', 2, '2026-11-21 08:30:00.000001');
    INSERT INTO pairs (low_id, high_id, bond, low_blocks, high_blocks) VALUES
        (1, 2, 'strangers', '2026-11-21 08:30:00.000001', NULL), (1, 3, 'strangers', NULL, '2026-11-21 08:30:00.000001');
    INSERT INTO pins (account_id, digest) VALUES (1, 'x');
    INSERT INTO audit_log (at, kind, actor, actor_id, account_id, address) VALUES
        ('2026-11-21 08:30:00.000001', 'signed_up', 'account', 1, 1, '192.0.2.1'),
        ('2026-11-21 08:30:00.000002', 'unlocked', 'account', 2, 1, '192.0.2.2'),
        ('2026-11-21 08:30:00.000003', 'signed_in', 'account', 2, 2, '192.0.2.2');";

fn filled(fresh: &Fresh) -> Database {
    let database = fresh.open_quietly();
    let (id, yes, no) = match &fresh.target {
        Target::Postgres(_) => ("OVERRIDING SYSTEM VALUE", "true", "false"),
        Target::Sqlite(_) => ("", "1", "0"),
    };
    fresh.execute(&format!(
        "INSERT INTO accounts (id, email, email_key, password, state, is_admin, created_at, revision) {id} VALUES \
         (1, 'ann@example.com', 'ann@example.com', 'hash', 'active', {yes}, '2026-11-21 08:30:00.000001', 1), \
         (2, 'ben@example.com', 'ben@example.com', NULL, 'active', {no}, '2026-11-21 08:30:00.000001', 1), \
         (3, 'cleo@example.com', 'cleo@example.com', NULL, 'active', {no}, '2026-11-21 08:30:00.000001', 1); {ROWS}"
    ));
    database
}

/// An account's data by section: a list of rows each.
fn export(database: &Database, account: i64) -> BTreeMap<&'static str, Vec<Map<String, Value>>> {
    let (mut told, mut place) = (BTreeMap::<_, Vec<_>>::new(), ExportPlace::BEGINNING);
    let mut reader = Store::read(database).unwrap();
    while let Some(part) = reader.exports().part(AccountId(account), place).unwrap() {
        let rows = part.rows.iter().map(|row| serde_json::from_str::<Map<String, Value>>(row).unwrap());
        told.entry(part.section).or_default().extend(rows);
        place = part.next;
    }
    told
}

#[test]
fn s58_the_export_has_the_sections_and_fields_of_the_inventory() {
    for fresh in support::both() {
        let told = export(&filled(&fresh), 1);
        let sections: BTreeSet<_> = TABLES.iter().filter_map(Table::section).collect();
        assert_eq!(told.keys().copied().collect::<BTreeSet<_>>(), sections);
        for table in TABLES {
            let Some(section) = table.section() else { continue };
            let names: BTreeSet<_> = table.shown().map(|(_, name, _)| name).collect();
            for row in &told[section] {
                assert_eq!(row.keys().map(String::as_str).collect::<BTreeSet<_>>(), names, "{section}");
            }
        }
    }
}

#[test]
fn both_databases_tell_the_same_in_the_same_forms() {
    let [sqlite, postgres] = support::both().map(|fresh| export(&filled(&fresh), 1));
    assert_eq!(sqlite, postgres);
    let account = &sqlite["account"][0];
    assert_eq!((&account["is_admin"], &account["has_password"]), (&true.into(), &true.into()));
    assert_eq!(account["created_at"], "2026-11-21T08:30:00.000001Z");
    assert_eq!(account["username"], Value::Null);
    assert_eq!(sqlite["app_data"][0]["public_data"], serde_json::json!({ "colour": [1, null] }));
    assert_eq!(sqlite["pin"][0]["is_set"], true);
    assert_eq!(sqlite["lockouts"].len(), 1);
    let blocks: Vec<_> = sqlite["people"].iter().map(|one| (&one["account_id"], &one["blocked"])).collect();
    assert_eq!(blocks, [(&Value::from(2), &Value::from("yes"))], "who blocks the account is not told");
    let addresses: Vec<_> = sqlite["audit_log"].iter().map(|entry| entry["address"].clone()).collect();
    assert_eq!(addresses, [Value::from("192.0.2.1"), Value::Null], "an administrator's address is not told");
}

#[test]
fn however_many_rows_there_are_each_is_told_once() {
    for fresh in support::both() {
        let database = filled(&fresh);
        let many = (0..1_250).map(|number| {
            format!("('2026-11-21 08:30:00.000001', 'signed_in', 'account', 1, {}, NULL)", 1 + number % 5 / 4)
        });
        let values = many.collect::<Vec<_>>().join(",");
        fresh.execute(&format!(
            "INSERT INTO audit_log (at, kind, actor, actor_id, account_id, address) VALUES {values}"
        ));
        let told = export(&database, 1);
        let ids: Vec<_> = told["audit_log"].iter().map(|entry| entry["id"].as_i64().unwrap()).collect();
        assert_eq!(ids.len(), 1_002);
        assert!(ids.is_sorted_by(|one, next| one < next));
    }
}

#[test]
fn the_page_of_personal_data_is_the_inventory() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/personal-data.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(published == page, "docs/personal-data.md is not current: run this test with UPDATE_DOCS=1");
}

fn page() -> String {
    let mut text = "\
# Personal data

What is stored of an account, what `GET /v1/accounts/me/export` shows of it to its owner, and what deleting the
account does to it. Generated from the inventory that the export is made from; a test holds the inventory against
every column of both databases.
"
    .to_owned();
    for table in TABLES {
        let Holds::OfAccounts { section, deleted, .. } = table.holds else { continue };
        let becomes = match deleted {
            Deleted::Itself | Deleted::ByReference(_) | Deleted::ByUseCase => {
                "goes with the account".to_owned()
            }
            Deleted::Stays(what) => format!("stays: {what}"),
        };
        write!(text, "\n## `{section}`\n\nThe table `{}`; {becomes}.\n\n", table.name).unwrap();
        text.push_str("| column | in the export |\n| --- | --- |\n");
        for column in table.columns {
            let shown = match column.shown {
                Shown::As(name, _) => format!("`{name}`"),
                Shown::Not(why) => format!("not shown: {why}"),
            };
            writeln!(text, "| `{}` | {shown} |", column.name).unwrap();
        }
    }
    text.push_str("\n## Nobody's\n\n");
    for table in TABLES {
        if let Holds::Nobodys(what) = table.holds {
            writeln!(text, "- `{}`: {what}", table.name).unwrap();
        }
    }
    text
}
