//! The email of an account as its owner wishes it, for a contract in which a first email needs no proof and one may be
//! taken away.

use parlor_domain::{
    Actor, AuditEvent, AuditKind, ClientAddress, EmailAddress, Password, StoreError, Username,
};

use crate::email_change::{EmailChangeError, RequestEmailChange, request_email_change};
use crate::ports::EMAIL_TAKEN;
use crate::{Caller, Context, Failure, Refusal, Unproven, proof};

/// What is wished, and what is shown for it.
#[derive(Debug)]
pub struct WishEmail {
    /// The email wanted; `None` for none.
    pub wanted: Option<EmailAddress>,
    /// The present password; not needed soon after a sign-in.
    pub password: Option<Password>,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why everything stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishEmailError {
    /// Another email has to be proved, and cannot be.
    Change(EmailChangeError),
    /// It belongs to another account.
    Taken,
    /// Without it, nothing would be left to sign in with.
    CannotRemove,
}

impl Refusal for WishEmailError {}

impl From<Unproven> for WishEmailError {
    fn from(unproven: Unproven) -> Self {
        Self::Change(unproven.into())
    }
}

/// Asks for another email by a code, as [`request_email_change`] does; sets the first one unproved, unless the operator
/// wants every email proved; or takes the email away. The present one is no change.
///
/// # Errors
/// [`WishEmailError`].
pub fn wish_email(ctx: &Context, caller: Caller, command: WishEmail) -> Result<(), Failure<WishEmailError>> {
    let WishEmail { wanted, password, address } = command;
    let has_one = caller.account.email().is_some();
    match wanted {
        Some(wanted) if has_one || ctx.policy.verified_email => {
            let command = RequestEmailChange { wanted, password, address };
            request_email_change(ctx, caller, command).map_err(|failure| failure.map(WishEmailError::Change))
        }
        None if !has_one => Ok(()),
        wanted => set(ctx, caller, WishEmail { wanted, password, address }),
    }
}

fn set(ctx: &Context, caller: Caller, command: WishEmail) -> Result<(), Failure<WishEmailError>> {
    let WishEmail { wanted, password, address } = command;
    let session = Some(caller.session.id);
    let proof = proof::check::<WishEmailError>(ctx, caller, password.as_ref(), address)?;
    proof.then(ctx, |work, account, now| {
        match (&wanted, account.email()) {
            // Somebody was faster; the first one is there, and another needs a proof.
            (Some(_), Some(_)) | (None, None) => return Ok(()),
            (Some(wanted), None) => {
                work.accounts().remove_pending(wanted)?;
            }
            // A username that is the email goes with it.
            (None, Some(_)) if account.username().is_none_or(Username::is_address) => {
                return Err(WishEmailError::CannotRemove.into());
            }
            (None, Some(_)) => {}
        }
        work.accounts().set_unproved_email(account.id, wanted.as_ref()).map_err(taken)?;
        // What was sent to the old address is good for nothing any more.
        work.codes().remove(account.id, None)?;
        let actor = Actor::Account(account.id, address);
        let kind = AuditKind::EmailChanged;
        work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session }, now);
        Ok(())
    })
}

fn taken(error: StoreError) -> Failure<WishEmailError> {
    match error {
        StoreError::Conflict { constraint: EMAIL_TAKEN } => WishEmailError::Taken.into(),
        other => other.into(),
    }
}
