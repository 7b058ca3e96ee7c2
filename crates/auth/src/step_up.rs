//! Makes a session fresh again by its owner's password.

use std::time::Duration;

use parlor_domain::{
    Actor, AuditEvent, AuditKind, ClientAddress, Password, Renewal, Session, SessionId, StoreError, Timestamp,
};

use crate::kinds::{Drawn, Granted};
use crate::ports::Work;
use crate::refresh::ATTEMPTS;
use crate::{Caller, Context, Failure, Refusal, Unproven, proof};

/// What is shown.
#[derive(Debug)]
pub struct StepUp {
    /// The password.
    pub password: Password,
    /// Where the request came from.
    pub address: ClientAddress,
}

/// Why the session is as old as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepUpError {
    /// The password did not show that it is the owner who asks.
    Unproven(Unproven),
    /// Too many new generations within an hour; the session goes on.
    TooOften {
        /// How long to wait.
        retry_after: Duration,
    },
}

impl Refusal for StepUpError {}

impl From<Unproven> for StepUpError {
    fn from(unproven: Unproven) -> Self {
        Self::Unproven(unproven)
    }
}

/// Counts the caller's session as signed in now, and gives it new credentials of its kind (ASVS 7.2.4). A reply
/// that is lost costs nothing where there is a refresh token: the one from before gets the same pair again. An
/// opaque token or cookie from before is over.
///
/// # Errors
/// [`StepUpError`].
pub fn step_up(ctx: &Context, caller: Caller, command: StepUp) -> Result<Granted, Failure<StepUpError>> {
    let (id, drawn) = (caller.session.id, Drawn::of(ctx, caller.session.kind));
    let proof = proof::check::<StepUpError>(ctx, caller, Some(&command.password), command.address)?;
    let session = proof.then(ctx, |work, account, now| {
        let renewed = rotate(ctx, work, id, now)?;
        if let Some(secret) = drawn.stored() {
            work.sessions().set_secret(id, secret)?;
        }
        let actor = Actor::Account(account.id, command.address);
        let kind = AuditKind::SteppedUp;
        work.journal().record(AuditEvent { kind, actor, account: Some(account.id), session: Some(id) }, now);
        Ok(renewed)
    })?;
    Ok(drawn.give(ctx, &session, ctx.clock.now())?)
}

/// Somebody who renews the session at the same time may be first: then the next look finds that.
fn rotate(
    ctx: &Context,
    work: &mut dyn Work,
    id: SessionId,
    now: Timestamp,
) -> Result<Session, Failure<StepUpError>> {
    for _ in 0..ATTEMPTS {
        let (session, _) = work.sessions().with_account(id)?.ok_or(Failure::Unauthenticated)?;
        match session.stepped_up(&ctx.policy.sessions, now) {
            Renewal::Rotated(renewed) => {
                if work.sessions().rotate(&renewed)? {
                    return Ok(renewed);
                }
            }
            Renewal::TooOften { retry_at } => {
                return Err(StepUpError::TooOften { retry_after: retry_at.since(now) }.into());
            }
            Renewal::Repeated(_)
            | Renewal::Reused(_)
            | Renewal::Ended
            | Renewal::Expired
            | Renewal::Foreign => return Err(Failure::Unauthenticated),
        }
    }
    Err(StoreError::Unavailable("a session rotates faster than it can be read".into()).into())
}
