//! Looking at a database without changing it.

use parlor_auth::ports::{SealedKey, Store};
use parlor_domain::Timestamp;
use parlor_persistence::{Database, OpenError, Target, Way, inspect};

use crate::support;

#[test]
fn an_empty_database_is_seen_as_such_and_stays_empty() {
    let fresh = support::postgres();
    for _ in 0..2 {
        let found = inspect(&fresh.target).unwrap().unwrap();
        assert!(found.pending > 0, "{found:?}");
        assert_eq!((found.root, found.keys.len()), (None, 0));
    }
    let fresh = support::sqlite();
    assert!(inspect(&fresh.target).unwrap().is_none());
    assert!(!std::path::Path::new(fresh.url()).exists());
}

#[test]
fn the_way_the_migrations_and_the_keys_are_told() {
    for (fresh, way) in [(support::sqlite(), Way::File), (support::postgres(), Way::Local)] {
        Database::migrate(&fresh.target).unwrap();
        let found = inspect(&fresh.target).unwrap().unwrap();
        assert_eq!((found.way, found.pending), (way, 0));
        assert_eq!((found.root, found.keys), (None, Vec::new()));

        let made_at = Timestamp::from_micros(1_893_456_000_000_000).unwrap();
        let key = SealedKey { name: "k".into(), purpose: "refresh".into(), sealed: vec![7], made_at };
        let database = fresh.open_quietly();
        let mut work = database.write().unwrap();
        work.keys().set_root("check").unwrap();
        work.keys().add(&key).unwrap();
        work.commit().unwrap();
        let found = inspect(&fresh.target).unwrap().unwrap();
        assert_eq!((found.root.as_deref(), found.keys), (Some("check"), vec![key]));
    }
}

#[test]
fn a_database_that_cannot_be_used_is_said() {
    for fresh in support::both() {
        Database::migrate(&fresh.target).unwrap();
        fresh.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')");
        assert!(matches!(inspect(&fresh.target), Err(OpenError::Newer(_))), "{}", fresh.target);
    }
    let nowhere = Target::parse("postgres://nobody@127.0.0.1:1/none").unwrap();
    assert!(matches!(inspect(&nowhere), Err(OpenError::Unreachable(_))));
}
