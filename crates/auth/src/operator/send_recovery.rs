//! Sends somebody a code that replaces a forgotten password: what administrators do instead of setting one
//! (ASVS 6.4.6).

use parlor_domain::{AccountState, ClientKind, CodePurpose};

use super::{OperatorError, Order, find};
use crate::codes::{TooSoon, send, take_turn};
use crate::{Context, Failure, Refusal};

/// Why no code was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendRecoveryError {
    /// As for everything else.
    Operator(OperatorError),
    /// The account has no email to send it to.
    NoEmail,
    /// The account is switched off, or waits for its code: it could do nothing with another.
    NotActive,
    /// The last code is too recent, or there were too many: whoever asks, an address gets no more.
    TooSoon(TooSoon),
}

impl Refusal for SendRecoveryError {}

impl From<OperatorError> for SendRecoveryError {
    fn from(error: OperatorError) -> Self {
        Self::Operator(error)
    }
}

/// Sends the code to the account's email.
///
/// # Errors
/// [`SendRecoveryError`].
pub fn send_recovery(ctx: &Context, order: impl Into<Order>) -> Result<(), Failure<SendRecoveryError>> {
    let Order { by, whom } = order.into();
    let now = ctx.clock.now();
    // It counts like one that a stranger asked for: that is how many such mails an address gets at most.
    let client = ClientKind::Stranger;
    let purpose = CodePurpose::PasswordRecovery;
    let mut work = ctx.store.write()?;
    by.confirm(work.as_mut(), now)?;
    let found = find(work.as_mut(), &whom)?;
    let account = found.ok_or(SendRecoveryError::Operator(OperatorError::NotFound))?;
    let email = account.email().ok_or(SendRecoveryError::NoEmail)?;
    if account.state != AccountState::Active {
        return Err(SendRecoveryError::NotActive.into());
    }
    let turn = take_turn(ctx, work.as_mut(), (email.key(), purpose), client, now)?;
    turn.map_err(SendRecoveryError::TooSoon)?;
    send(ctx, work.as_mut(), &account, (purpose, email), (client, by.actor()), now)?;
    work.commit()?;
    Ok(())
}
