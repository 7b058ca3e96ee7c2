//! Bringing a database up to date.

use std::thread;

use parlor_persistence::{Database, OpenError};

use crate::support;

#[test]
fn instances_that_start_together_migrate_once() {
    for fresh in support::both() {
        let done = thread::scope(|scope| {
            let instances: Vec<_> =
                (0..8).map(|_| scope.spawn(|| Database::migrate(&fresh.target).unwrap())).collect();
            instances.into_iter().map(|instance| instance.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(done.iter().filter(|count| **count > 0).count(), 1, "{done:?} on {}", fresh.target);
    }
}

#[test]
fn a_database_that_a_later_version_used_is_refused() {
    for fresh in support::both() {
        Database::migrate(&fresh.target).unwrap();
        fresh.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')");
        let error = Database::migrate(&fresh.target).unwrap_err();
        assert!(matches!(&error, OpenError::Newer(version) if version == "29991231000000"), "{error}");
        assert!(error.to_string().contains("newer"), "{error}");
    }
}

#[test]
fn a_database_that_is_not_there_is_an_error_with_a_reason() {
    let nowhere = parlor_persistence::Target::parse("postgres://nobody@127.0.0.1:1/none").unwrap();
    let error = Database::migrate(&nowhere).unwrap_err();
    assert!(matches!(error, OpenError::Unreachable(_)), "{error}");
}
