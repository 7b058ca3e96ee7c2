//! How the databases find people by name.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use parlor_community::ports::Profiles as _;
use parlor_domain::{AccountId, NamePrefix};
use parlor_testkit::Postgres;

use crate::link::{Link, on};
use crate::pool::Slot;
use crate::{Database, Target};

const INDEX: &str = "accounts_public_name";

/// The text of the search, as it is sent.
fn searched(slot: &mut Slot) -> String {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&sent);
    let keep = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            kept.lock().unwrap().push(query.to_string());
        }
    };
    on!(&mut slot.link, |conn| conn.set_instrumentation(keep));
    slot.search(AccountId(1), &NamePrefix::parse("ann").unwrap(), None, 51).unwrap();
    let sent = sent.lock().unwrap();
    let search = sent.iter().find(|query| query.contains("ORDER BY")).unwrap();
    search.split(" -- binds").next().unwrap().to_owned()
}

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

#[test]
fn sqlite_searches_by_the_index_of_names_and_sorts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::Sqlite(folder.path().join("parlor.db"));
    Database::migrate(&target).unwrap();
    let mut slot = Slot::new(Link::open(&target).unwrap());
    let plan = format!("EXPLAIN QUERY PLAN {}", searched(&mut slot));
    let Link::Sqlite(conn) = &mut slot.link else { panic!("no SQLite") };
    let plan: Vec<_> = diesel::sql_query(plan).load::<SqliteStep>(conn).unwrap();
    let plan: Vec<_> = plan.into_iter().map(|step| step.detail).collect();
    let by_name = plan.iter().find(|step| step.contains("accounts")).unwrap();
    assert!(by_name.starts_with("SEARCH") && by_name.contains(INDEX) && by_name.contains('>'), "{plan:#?}");
    assert!(plan.iter().all(|step| !step.contains("TEMP B-TREE")), "{plan:#?}");
}

#[test]
fn postgres_searches_by_the_index_of_names_whatever_is_asked_for() {
    let target = Target::parse(&Postgres::shared().database()).unwrap();
    Database::migrate(&target).unwrap();
    let mut slot = Slot::new(Link::open(&target).unwrap());
    let search = searched(&mut slot);
    let Link::Postgres(conn) = &mut slot.link else { panic!("no Postgres") };
    conn.batch_execute(
        "INSERT INTO accounts (username, username_key, state, is_admin, created_at, revision)
         SELECT 'name' || n, 'name' || n, 'active', false, now(), 1 FROM generate_series(1, 20000) n;
         ANALYZE; SET plan_cache_mode = force_generic_plan;",
    )
    .unwrap();
    let binds = search.matches('$').count();
    assert_eq!(binds, 6, "{search}");
    conn.batch_execute(&format!("PREPARE search AS {search}")).unwrap();
    let explain = "EXPLAIN EXECUTE search (1, 'ann', 'ann~', '', 1, 51)";
    let plan: Vec<_> = diesel::sql_query(explain).load::<PostgresStep>(conn).unwrap();
    let plan: Vec<_> = plan.into_iter().map(|step| step.line).collect();
    assert!(plan.iter().any(|line| line.contains(&format!("using {INDEX}"))), "{plan:#?}");
    assert!(
        plan.iter().any(|line| line.contains("Index Cond: ((username_key >= $2) AND (username_key < $3)")),
        "{plan:#?}"
    );
    assert!(
        plan.iter().all(|line| !line.contains("Seq Scan on accounts") && !line.contains("Sort")),
        "{plan:#?}"
    );
}
