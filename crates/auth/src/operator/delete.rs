//! `parlor account delete`

use parlor_domain::ClientAddress;

use super::{Care, OperatorError, Order, Rights, change};
use crate::leaving::remove;
use crate::{Context, Failure};

/// Deletes an account with all that belongs to it, as its owner could.
///
/// # Errors
/// [`OperatorError`].
pub fn delete(ctx: &Context, order: impl Into<Order>) -> Result<(), Failure<OperatorError>> {
    change(ctx, order.into(), (Care::Fresh, Rights::MayEnd), |work, account, hand| {
        let actor = hand.actor().at(ClientAddress::Unknown);
        Ok(remove(work, account.id, (actor, hand.session()), hand.now)?)
    })
}
