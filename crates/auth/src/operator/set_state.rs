//! `parlor account deactivate` and `activate`

use parlor_domain::{AccountState, AuditKind, EndReason};

use super::{Care, OperatorError, Order, Rights, change};
use crate::{Context, Failure};

/// Switches an account off: its sessions end, its data stays.
///
/// # Errors
/// [`OperatorError`].
pub fn deactivate(ctx: &Context, order: impl Into<Order>) -> Result<(), Failure<OperatorError>> {
    let care = (Care::FreshForAdministrators, Rights::MayEnd);
    change(ctx, order.into(), care, |work, account, hand| {
        work.accounts().set_state(account.id, AccountState::Deactivated)?;
        hand.record(work, AuditKind::Deactivated, account.id);
        hand.sign_out_everywhere(work, account.id, EndReason::Deactivated)?;
        Ok(())
    })
}

/// Switches an account on. Sessions that ended stay ended.
///
/// # Errors
/// [`OperatorError`].
pub fn activate(ctx: &Context, order: impl Into<Order>) -> Result<(), Failure<OperatorError>> {
    let care = (Care::FreshForAdministrators, Rights::Stay);
    change(ctx, order.into(), care, |work, account, hand| {
        work.accounts().set_state(account.id, AccountState::Active)?;
        hand.record(work, AuditKind::Activated, account.id);
        Ok(())
    })
}
