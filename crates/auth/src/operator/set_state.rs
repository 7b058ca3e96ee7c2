//! `parlor account deactivate` and `activate`

use parlor_domain::{AccountState, AuditKind, EndReason, Login};

use super::{OperatorError, change, record, sign_out_everywhere};
use crate::{Context, Failure};

/// Switches an account off: its sessions end, its data stays.
///
/// # Errors
/// [`OperatorError`].
pub fn deactivate(ctx: &Context, login: &Login) -> Result<(), Failure<OperatorError>> {
    change(ctx, login, |work, account, now| {
        work.accounts().set_state(account.id, AccountState::Deactivated)?;
        record(work, AuditKind::Deactivated, account.id, now);
        sign_out_everywhere(work, account.id, EndReason::Deactivated, now).map(drop)
    })
}

/// Switches an account on. Sessions that ended stay ended.
///
/// # Errors
/// [`OperatorError`].
pub fn activate(ctx: &Context, login: &Login) -> Result<(), Failure<OperatorError>> {
    change(ctx, login, |work, account, now| {
        work.accounts().set_state(account.id, AccountState::Active)?;
        record(work, AuditKind::Activated, account.id, now);
        Ok(())
    })
}
