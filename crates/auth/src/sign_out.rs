//! Ends a session for whoever holds one of its refresh tokens.

use parlor_domain::{Actor, AuditEvent, AuditKind, ClientAddress, EndReason};

use crate::{Context, Failure, Refusal};

/// Why nothing was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignOutError {
    /// Not a refresh token of a live session.
    Invalid,
}

impl Refusal for SignOutError {}

/// Ends the session, and with it every token of every generation. A token that has rotated since does as
/// well as the current one: its holder only wants to be out.
///
/// # Errors
/// [`SignOutError`].
pub fn sign_out(ctx: &Context, token: &str, address: ClientAddress) -> Result<(), Failure<SignOutError>> {
    let (id, _) = ctx.tokens.read_refresh(token).ok_or(SignOutError::Invalid)?;
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    let (session, _) = work.sessions().with_account(id)?.ok_or(SignOutError::Invalid)?;
    if !session.is_live(now) || !work.sessions().end(id, EndReason::SignedOut, now)? {
        return Err(SignOutError::Invalid.into());
    }
    let event = AuditEvent {
        kind: AuditKind::SessionEnded(EndReason::SignedOut),
        actor: Actor::Account(session.account, address),
        account: Some(session.account),
        session: Some(id),
    };
    work.journal().record(event, now);
    work.commit()?;
    Ok(())
}
