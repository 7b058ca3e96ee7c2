//! `parlor account reset-factors`

use parlor_domain::{AuditKind, FactorChange, LoginKey, MailContent};

use super::{Care, OperatorError, Order, Rights, change};
use crate::outbox::notify;
use crate::{Context, Failure};

/// Takes an account's second factors away, and what stands in for one: its PIN. The owner is told.
///
/// # Errors
/// [`OperatorError`].
pub fn reset_factors(ctx: &Context, order: impl Into<Order>) -> Result<(), Failure<OperatorError>> {
    change(ctx, order.into(), (Care::Fresh, Rights::Stay), |work, account, hand| {
        let now = hand.now;
        if work.pins().remove_pin(account.id)? {
            hand.record(work, AuditKind::PinRemoved, account.id);
            let content = MailContent::FactorChanged { change: FactorChange::PinRemoved, at: now };
            notify(ctx, work, account, content, now)?;
        }
        work.lockouts().clear(&LoginKey::Pin(account.id))?;
        hand.record(work, AuditKind::FactorsReset, account.id);
        Ok(())
    })
}
