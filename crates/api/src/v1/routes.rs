//! The table of contents of the native API.

use std::time::Duration;

use parlor_auth::{Taken, TooSoon};
use parlor_domain::Timestamp;

use super::problem::locked_out;
use super::{
    V1, accounts, admin, blocks, codes, conversations, friends, introspect, leaderboard, recovery, sessions,
    wallet,
};
use crate::endpoint::{Dialect, Endpoint, FieldErrors, FieldFault, Problem, Words};

pub(crate) fn routes() -> Vec<Endpoint> {
    let mut routes = accounts::routes();
    routes.extend(codes::routes());
    routes.extend(recovery::routes());
    routes.extend(sessions::routes());
    routes.extend(introspect::routes());
    routes.extend(wallet::routes());
    routes.extend(leaderboard::routes());
    routes.extend(admin::routes());
    routes.extend(friends::routes());
    routes.extend(blocks::routes());
    routes.extend(conversations::routes());
    routes
}

/// What is said to a refusal, as an example.
pub(super) fn words<E>(refusal: E) -> Problem
where
    V1: Words<E>,
{
    V1::words(refusal)
}

/// What is said of a wrong field, as an example.
pub(super) fn wrong(field: &'static str, fault: FieldFault) -> Problem {
    V1::fields(&FieldErrors::of(field, fault))
}

/// What is said of a name that belongs to somebody, as an example.
pub(super) fn taken(name: Taken) -> Problem {
    words(parlor_auth::SignUpError::Taken(name))
}

/// What is said to whoever is locked out, as an example.
pub(crate) fn locked() -> Problem {
    locked_out(Timestamp::EPOCH)
}

/// What is said to whoever asks for another code too soon, as an example.
pub(super) fn too_soon() -> Problem {
    words(TooSoon { retry_after: Duration::from_secs(30) })
}
