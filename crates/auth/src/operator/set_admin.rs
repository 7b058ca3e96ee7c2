//! `parlor account set-admin`

use parlor_domain::AuditKind;

use super::{Care, OperatorError, Order, Rights, change};
use crate::{Context, Failure};

/// Gives an account the rights of administrators, or takes them.
///
/// # Errors
/// [`OperatorError`].
pub fn set_admin(
    ctx: &Context,
    order: impl Into<Order>,
    is_admin: bool,
) -> Result<(), Failure<OperatorError>> {
    let rights = if is_admin { Rights::Stay } else { Rights::MayEnd };
    change(ctx, order.into(), (Care::Fresh, rights), |work, account, hand| {
        work.accounts().set_admin(account.id, is_admin)?;
        let kind = if is_admin { AuditKind::AdminGranted } else { AuditKind::AdminRevoked };
        hand.record(work, kind, account.id);
        Ok(())
    })
}
