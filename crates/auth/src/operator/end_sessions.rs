//! `parlor account end-sessions`, and the end of any one session.

use parlor_domain::{EndReason, SessionId};

use super::{Care, OperatorError, Order, Rights, change};
use crate::ending::end_one;
use crate::{Authority, Context, Failure};

/// Signs an account out everywhere and forgets the clients it signed in from; says how many sessions ended.
///
/// # Errors
/// [`OperatorError`].
pub fn end_sessions(ctx: &Context, order: impl Into<Order>) -> Result<usize, Failure<OperatorError>> {
    change(ctx, order.into(), (Care::Usual, Rights::Stay), |work, account, hand| {
        work.known_clients().forget(account.id)?;
        Ok(hand.sign_out_everywhere(work, account.id, EndReason::Operator)?)
    })
}

/// Ends one session, whoever's it is.
///
/// # Errors
/// [`OperatorError::NotFound`] where there is no such live session.
pub fn end_session(ctx: &Context, by: &Authority, session: SessionId) -> Result<(), Failure<OperatorError>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    by.confirm(work.as_mut(), now)?;
    let (_, owner) = work.sessions().with_account(session)?.ok_or(OperatorError::NotFound)?;
    if !end_one(work.as_mut(), (owner.id, session), EndReason::Operator, by.actor(), now)? {
        return Err(OperatorError::NotFound.into());
    }
    work.commit()?;
    Ok(())
}
