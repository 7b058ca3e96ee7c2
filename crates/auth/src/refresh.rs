//! Renews a session.

use std::time::Duration;

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, EndReason, MailContent, Renewal,
    SessionId, StoreError, Timestamp,
};

use crate::outbox::notify;
use crate::tokens::issue;
use crate::{Context, Failure, Refusal, TokenPair};

/// Why a session was not renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshError {
    /// Not a refresh token, or one of a session that ended, this very call perhaps ending it.
    Invalid,
    /// The session's time is over.
    Expired,
    /// Too many rotations within an hour; the session goes on.
    TooOften {
        /// How long to wait.
        retry_after: Duration,
    },
}

impl Refusal for RefreshError {}

/// How often a rotation that somebody else was quicker with is judged anew. One more look is enough unless
/// rotations follow each other faster than a client can ask for them.
pub(crate) const ATTEMPTS: usize = 8;

/// Presents a refresh token and gets the tokens of the generation that follows, or the current one's again,
/// by the rule of [`parlor_domain::Session::present`].
///
/// # Errors
/// [`RefreshError`].
pub fn refresh(
    ctx: &Context,
    token: &str,
    address: ClientAddress,
) -> Result<TokenPair, Failure<RefreshError>> {
    let (id, presented) = ctx.tokens.read_refresh(token).ok_or(RefreshError::Invalid)?;
    let now = ctx.clock.now();
    for _ in 0..ATTEMPTS {
        let found = ctx.store.read()?.sessions().with_account(id)?;
        let (session, account) = found.ok_or(RefreshError::Invalid)?;
        if account.state != AccountState::Active {
            return Err(RefreshError::Invalid.into());
        }
        match session.present(presented, &ctx.policy.sessions, now) {
            Renewal::Rotated(session) => {
                // Whoever asked at the same time may have been first, or the session ended: then the next look
                // finds it.
                if ctx.store.renew()?.rotate(&session)? {
                    return Ok(issue(ctx, &session, now)?);
                }
            }
            Renewal::Repeated(session) => return Ok(issue(ctx, &session, now)?),
            Renewal::TooOften { retry_at } => {
                return Err(RefreshError::TooOften { retry_after: retry_at.since(now) }.into());
            }
            Renewal::Expired => return Err(RefreshError::Expired.into()),
            Renewal::Ended | Renewal::Foreign => return Err(RefreshError::Invalid.into()),
            Renewal::Reused(session) => {
                end_reused(ctx, session.id, &account, address, now)?;
                return Err(RefreshError::Invalid.into());
            }
        }
    }
    Err(StoreError::Unavailable("a session rotates faster than it can be read".into()).into())
}

/// Ends the session and tells its owner, unless somebody did so in the same moment.
fn end_reused(
    ctx: &Context,
    session: SessionId,
    account: &Account,
    address: ClientAddress,
    now: Timestamp,
) -> Result<(), Failure<RefreshError>> {
    let mut work = ctx.store.write()?;
    if !work.sessions().end(session, EndReason::Reuse, now)? {
        return Ok(());
    }
    let event = AuditEvent {
        kind: AuditKind::SessionEnded(EndReason::Reuse),
        actor: Actor::Anyone(address),
        account: Some(account.id),
        session: Some(session),
    };
    work.journal().record(event, now);
    notify(ctx, work.as_mut(), account, MailContent::RefreshReused { address, at: now }, now)?;
    Ok(work.commit()?)
}
