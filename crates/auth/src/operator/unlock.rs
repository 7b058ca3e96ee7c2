//! `parlor account unlock`

use parlor_domain::{AuditKind, LoginKey};

use super::{Care, OperatorError, Order, Rights, change};
use crate::{Context, Failure};

/// Lifts an account's lockout, for everybody.
///
/// # Errors
/// [`OperatorError`].
pub fn unlock(ctx: &Context, order: impl Into<Order>) -> Result<(), Failure<OperatorError>> {
    change(ctx, order.into(), (Care::Usual, Rights::Stay), |work, account, hand| {
        work.lockouts().clear(&LoginKey::Account(account.id))?;
        hand.record(work, AuditKind::Unlocked, account.id);
        Ok(())
    })
}
