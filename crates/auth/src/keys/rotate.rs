//! A new signing key beside the old ones, and the end of those that are over.

use std::time::Duration;

use parlor_domain::{AuditKind, StoreError, Timestamp};

use super::ring::{Use, uses};
use super::{KeyContext, KeysError, PUBLISHED_FIRST, SigningAlgorithm, add, record};
use crate::Failure;
use crate::ports::Keys;

/// How long a key that is over is still kept: an instance with a longer lifetime of tokens may be about.
const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);

/// A signing key that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSigningKey {
    /// Its `kid`.
    pub kid: String,
    /// When it begins to sign.
    pub signs_from: Timestamp,
}

/// Makes a signing key that is published now and signs once everybody knows it. The others go on as they
/// would have, so nobody is signed out.
///
/// # Errors
/// [`KeysError::OtherRootSecret`]: no running instance could open the new key.
pub fn rotate_signing(
    ctx: &KeyContext<'_>,
    algorithm: SigningAlgorithm,
) -> Result<NewSigningKey, Failure<KeysError>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    if work.keys().lock_root()? != Some(ctx.vault.check()) {
        return Err(KeysError::OtherRootSecret.into());
    }
    let is_first = !work.keys().all()?.iter().any(|key| key.purpose == algorithm.purpose());
    let kid = add(work.keys(), ctx, algorithm.purpose(), &ctx.vault.new_signing_key(algorithm)?, now)?;
    record(work.as_mut(), AuditKind::SigningKeyAdded, now);
    work.commit()?;
    Ok(NewSigningKey { kid, signs_from: if is_first { now } else { now + PUBLISHED_FIRST } })
}

/// Removes the signing keys that have been over for a day; says how many.
pub(crate) fn remove_over(
    keys: &mut dyn Keys,
    access_ttl: Duration,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let all = keys.all()?;
    let over = uses(&all, access_ttl, now - KEPT_FOR).into_iter().filter(|(_, used)| *used == Use::Over);
    let mut removed = 0;
    for (key, _) in over {
        keys.remove(&key.name)?;
        removed += 1;
    }
    Ok(removed)
}
