//! The suite that every store passes, the one in memory too.

use std::sync::Arc;

use parlor_testkit::conformance;

use crate::support;

#[test]
fn sqlite_does_what_the_ports_say() {
    let fresh = support::sqlite();
    conformance::run(|effects| Arc::new(fresh.open(effects)));
}

#[test]
fn postgres_does_what_the_ports_say() {
    let fresh = support::postgres();
    conformance::run(|effects| Arc::new(fresh.open(effects)));
}
