//! Another root secret: the keys sealed anew, or, where the old one is lost, made anew.

use parlor_domain::{AuditKind, EndReason};

use super::{KeyContext, KeysError, SigningAlgorithm, add_missing, record};
use crate::ports::Vault;
use crate::{Failure, Refusal};

/// What changing the root secret came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretRotation {
    /// So many keys are sealed by the new one.
    Done(usize),
    /// They were already.
    DoneBefore,
}

/// Why the keys stay sealed as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotationError {
    /// Neither the new root secret nor the previous one is this database's.
    WrongPrevious,
    /// There are no keys yet, so that any root secret will do.
    NoKeys,
}

impl Refusal for RotationError {}

/// Seals every key by the root secret of `ctx` instead of the `previous` one. The keys stay the same, so nobody
/// is signed out.
///
/// # Errors
/// [`RotationError`]; [`Failure::Unexpected`] for a key that does not open. Then nothing was changed.
pub fn rotate_secret(
    ctx: &KeyContext<'_>,
    previous: &dyn Vault,
) -> Result<SecretRotation, Failure<RotationError>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let check = work.keys().lock_root()?.ok_or(RotationError::NoKeys)?;
    if check == ctx.vault.check() {
        return Ok(SecretRotation::DoneBefore);
    }
    if check != previous.check() {
        return Err(RotationError::WrongPrevious.into());
    }
    let keys = work.keys().all()?;
    for key in &keys {
        let opened = previous.open(&key.name, &key.sealed)?;
        work.keys().reseal(&key.name, &ctx.vault.seal(&key.name, &opened)?)?;
    }
    work.keys().replace_root(&ctx.vault.check())?;
    record(work.as_mut(), AuditKind::SecretRotated, now);
    work.commit()?;
    Ok(SecretRotation::Done(keys.len()))
}

/// Makes all keys anew under the root secret of `ctx`, whatever sealed the old ones, and ends every session;
/// says how many those were.
///
/// # Errors
/// None of its own.
pub fn reset_secret(
    ctx: &KeyContext<'_>,
    algorithm: Option<SigningAlgorithm>,
) -> Result<usize, Failure<KeysError>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    match work.keys().lock_root()? {
        Some(_) => work.keys().replace_root(&ctx.vault.check())?,
        None => work.keys().set_root(&ctx.vault.check())?,
    }
    for key in work.keys().all()? {
        work.keys().remove(&key.name)?;
    }
    add_missing(work.keys(), ctx, algorithm, now)?;
    let sessions = work.sessions().end_everyone(EndReason::Operator, now)?;
    record(work.as_mut(), AuditKind::SecretReset, now);
    work.commit()?;
    Ok(sessions)
}
