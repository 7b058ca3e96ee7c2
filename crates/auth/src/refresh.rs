//! Renews a session.

use std::time::Duration;

use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, ClientAddress, EndReason, MailContent, Renewal,
    Session, SessionId, StoreError, Timestamp,
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

/// What a refresh token leads to.
#[derive(Debug)]
pub enum Presented {
    /// The tokens of the current generation, which their owner may not have got.
    Repeated(TokenPair),
    /// Those of the next one: they are good once the session is stored as it is here.
    Next(Session, TokenPair),
}

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
    for _ in 0..ATTEMPTS {
        match present(ctx, token, address)? {
            Presented::Repeated(tokens) => return Ok(tokens),
            Presented::Next(session, tokens) => {
                // Whoever asked at the same time may have been first, or the session ended: then the next look
                // finds it.
                if ctx.store.renew()?.rotate(&session)? {
                    return Ok(tokens);
                }
            }
        }
    }
    Err(StoreError::Unavailable("a session rotates faster than it can be read".into()).into())
}

/// Finds out what a refresh token leads to; see [`refresh`].
///
/// # Errors
/// [`RefreshError`].
pub fn present(
    ctx: &Context,
    token: &str,
    address: ClientAddress,
) -> Result<Presented, Failure<RefreshError>> {
    let (id, presented) = ctx.tokens.read_refresh(token).ok_or(RefreshError::Invalid)?;
    let now = ctx.clock.now();
    let found = ctx.store.read()?.sessions().with_account(id)?;
    let (session, account) = found.ok_or(RefreshError::Invalid)?;
    if account.state != AccountState::Active {
        return Err(RefreshError::Invalid.into());
    }
    match session.present(presented, &ctx.policy.sessions, now) {
        Renewal::Rotated(session) => {
            let tokens = issue(ctx, &session, now)?;
            Ok(Presented::Next(session, tokens))
        }
        Renewal::Repeated(session) => Ok(Presented::Repeated(issue(ctx, &session, now)?)),
        Renewal::TooOften { retry_at } => {
            Err(RefreshError::TooOften { retry_after: retry_at.since(now) }.into())
        }
        Renewal::Expired => Err(RefreshError::Expired.into()),
        Renewal::Ended | Renewal::Foreign => Err(RefreshError::Invalid.into()),
        Renewal::Reused(session) => {
            end_reused(ctx, session.id, &account, address, now)?;
            Err(RefreshError::Invalid.into())
        }
    }
}

/// Stores sessions that [`present`] rotated, as one piece of work; `false` for those that somebody else was
/// quicker with or keeps at the moment, and for those that have ended: [`refresh`] judges them anew.
///
/// # Errors
/// [`StoreError`]; then none is stored.
pub fn rotate_together(ctx: &Context, sessions: &[Session]) -> Result<Vec<bool>, StoreError> {
    ctx.store.rotate(sessions)
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
