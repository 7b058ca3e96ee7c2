//! What becomes of a database that misbehaves.

use std::thread::sleep;
use std::time::{Duration, Instant};

use parlor_auth::ports::Store;
use parlor_domain::{Login, StoreError};
use parlor_testkit::Postgres;

use crate::support;

fn look_up(store: &dyn Store) -> Result<(), StoreError> {
    store.read()?.accounts().by_login(&Login::parse("nobody")).map(drop)
}

/// Ends every connection to a database, as a restarted server would.
fn cut_all(url: &str) {
    let name = url.rsplit('/').next().unwrap();
    let cut =
        format!("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'");
    Postgres::shared().run("postgres", &cut);
}

#[test]
fn connections_that_were_cut_while_idle_go_unnoticed() {
    let fresh = support::postgres();
    let database = fresh.open_quietly();
    look_up(&database).unwrap();
    sleep(Duration::from_millis(1_100));
    cut_all(fresh.url());
    for _ in 0..8 {
        look_up(&database).unwrap();
        database.write().unwrap().commit().unwrap();
    }
}

#[test]
fn a_connection_that_fails_is_not_used_again() {
    let fresh = support::postgres();
    let database = fresh.open_quietly();
    look_up(&database).unwrap();
    cut_all(fresh.url());
    let failed = (0..20).filter(|_| look_up(&database).is_err()).count();
    assert!(failed <= 4, "{failed} of 20 look-ups failed with 4 connections");
    assert!(look_up(&database).is_ok());
}

#[test]
fn a_unit_of_work_that_loses_its_connection_changes_nothing() {
    let fresh = support::postgres();
    let database = fresh.open_quietly();
    let mut work = database.write().unwrap();
    work.keys().set_root("check").unwrap();
    cut_all(fresh.url());
    assert!(matches!(work.commit(), Err(StoreError::Unavailable(_))));
    let mut again = (0..4).find_map(|_| database.write().ok()).unwrap();
    assert_eq!(again.keys().lock_root().unwrap(), None);
}

#[test]
fn waiting_for_a_connection_ends_after_two_seconds() {
    for fresh in support::both() {
        let database = fresh.open_quietly();
        let held: Vec<_> = (0..4).map(|_| database.read().unwrap()).collect();
        let asked = Instant::now();
        assert!(matches!(database.read().map(drop), Err(StoreError::Unavailable(_))));
        assert!((1_900..4_000).contains(&asked.elapsed().as_millis()), "{:?}", asked.elapsed());
        drop(held);
        look_up(&database).unwrap();
    }
}

#[test]
fn a_row_that_breaks_a_rule_is_named() {
    let fresh = support::sqlite();
    let database = fresh.open_quietly();
    fresh.execute(
        "PRAGMA ignore_check_constraints = ON;
         INSERT INTO accounts (id, username, username_key, state, is_admin, created_at) \
         VALUES (7, 'x', 'x', 'lost', 0, '2026-11-21 08:00:00.000000');",
    );
    let error = database.read().unwrap().accounts().by_login(&Login::parse("x")).unwrap_err();
    assert_eq!(error.to_string(), "unreadable row 7 in accounts: state");
}
