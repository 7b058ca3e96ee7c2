//! What every store has to do, as cases that each take one sentence of the ports' documentation at its word.
//!
//! Must not know which store it runs against. The store may hold other data, as long as none of it is from
//! before 2020: each case makes up names of its own, and only what is removed by age is that old.

mod accounts;
mod codes;
mod emails;
mod exports;
mod fixtures;
mod journal;
mod keys;
mod known_clients;
mod lockouts;
mod outbox;
mod oversight;
mod races;
mod service_keys;
mod sessions;
mod setup;
mod sign_up_codes;
mod units;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parlor_auth::ports::Store;
use parlor_domain::ports::Effects;

use crate::RecordedEffects;
use fixtures::Subject;

/// Runs every case against the store that `open` makes, which is to tell the given effects of its commits.
/// Some cases use up to 200 threads at once.
///
/// # Panics
/// After all of them ran, with the names of those that failed; what was wrong stands above it.
pub fn run(open: impl FnOnce(Arc<dyn Effects>) -> Arc<dyn Store>) {
    let effects = Arc::new(RecordedEffects::default());
    let subject = Subject { store: open(effects.clone()), effects };
    let cases = [
        units::CASES,
        accounts::CASES,
        emails::CASES,
        exports::CASES,
        codes::CASES,
        sign_up_codes::CASES,
        sessions::CASES,
        lockouts::CASES,
        known_clients::CASES,
        keys::CASES,
        setup::CASES,
        service_keys::CASES,
        journal::CASES,
        outbox::CASES,
        oversight::CASES,
        races::CASES,
    ]
    .concat();
    let held = |case: &Case| catch_unwind(AssertUnwindSafe(|| (case.check)(&subject))).is_ok();
    let failed: Vec<_> = cases.iter().filter(|case| !held(case)).map(|case| case.name).collect();
    assert!(failed.is_empty(), "{} of {} cases failed: {failed:#?}", failed.len(), cases.len());
}

#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    check: fn(&Subject),
}

/// Lists the cases of a module. One that is not listed is dead code, which the compiler points out.
macro_rules! cases {
    ($($case:ident),* $(,)?) => {
        pub(super) const CASES: &[super::Case] = &[$(super::Case {
            name: concat!(module_path!(), "::", stringify!($case)),
            check: $case,
        }),*];
    };
}
use cases;
