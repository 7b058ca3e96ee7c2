//! Calls that are harmless to repeat: the key is taken, the work done and what came of it kept in one transaction,
//! so that all of it lasts or nothing, and whoever sends the call again gets the answer of the first.
//!
//! To make a use case so: begin its unit of work with [`begin`], which tells what came of the call if it was made
//! before; end it with [`finish`]; and give [`Operation`](crate::ports::Operation) a variant.

use std::time::Duration;

use parlor_domain::{Failure, Refusal, StoreError, Timestamp};

use crate::ports::{Call, Claim, Work};

/// How long a call is known again.
pub(crate) const KEPT: Duration = Duration::from_secs(24 * 3600);

/// The key came with another body before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyReused;

impl Refusal for KeyReused {}

/// Takes the key of a call, if it has one; what came of it, if it was made before. Then nothing is left to be done,
/// and the unit of work is dropped.
pub(crate) fn begin<E: From<KeyReused>>(
    work: &mut dyn Work,
    call: Option<&Call>,
    now: Timestamp,
) -> Result<Option<String>, Failure<E>> {
    let Some(call) = call else { return Ok(None) };
    match work.idempotency().claim(call, now - KEPT, now)? {
        Claim::First => Ok(None),
        Claim::Again(outcome) => Ok(Some(outcome)),
        Claim::OtherBody => Err(Failure::Refused(KeyReused.into())),
    }
}

/// Keeps what came of a call, if it has a key.
pub(crate) fn finish(work: &mut dyn Work, call: Option<&Call>, outcome: &str) -> Result<(), StoreError> {
    call.map_or(Ok(()), |call| work.idempotency().keep(call, outcome))
}

/// A kept outcome that no version of the program would have kept.
pub(crate) fn unreadable(call: Option<&Call>) -> StoreError {
    let id = call.map(|call| call.key.as_str().to_owned()).unwrap_or_default();
    StoreError::Unreadable { table: "idempotency_keys", column: "outcome", id }
}
