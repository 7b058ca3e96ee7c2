//! `parlor account unlock`

use parlor_domain::{AuditKind, Login, LoginKey};

use super::{OperatorError, change, record};
use crate::{Context, Failure};

/// Lifts an account's lockout, for everybody.
///
/// # Errors
/// [`OperatorError`].
pub fn unlock(ctx: &Context, login: &Login) -> Result<(), Failure<OperatorError>> {
    change(ctx, login, |work, account, now| {
        work.lockouts().clear(&LoginKey::Account(account.id))?;
        record(work, AuditKind::Unlocked, account.id, now);
        Ok(())
    })
}
