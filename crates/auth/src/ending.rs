//! Ends sessions of an account, each with an entry of its own in the audit log.

use parlor_domain::{AccountId, Actor, AuditEvent, AuditKind, EndReason, SessionId, StoreError, Timestamp};

use crate::ports::Work;

/// Which of an account's sessions are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All of them.
    All,
    /// All but the one that somebody is acting in.
    Others(SessionId),
}

/// Ends them; says how many there were.
pub(crate) fn end_all(
    work: &mut dyn Work,
    account: AccountId,
    which: Which,
    reason: EndReason,
    actor: Actor,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let spare = match which {
        Which::All => None,
        Which::Others(own) => Some(own),
    };
    let ended = work.sessions().end_all(account, spare, reason, now)?;
    for session in &ended {
        work.journal().record(ended_event(account, *session, reason, actor), now);
    }
    Ok(ended.len())
}

/// Ends one; `false` if it was over already.
pub(crate) fn end_one(
    work: &mut dyn Work,
    (account, session): (AccountId, SessionId),
    reason: EndReason,
    actor: Actor,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ended = work.sessions().end(session, reason, now)?;
    if ended {
        work.journal().record(ended_event(account, session, reason, actor), now);
    }
    Ok(ended)
}

fn ended_event(account: AccountId, session: SessionId, reason: EndReason, actor: Actor) -> AuditEvent {
    let kind = AuditKind::SessionEnded(reason);
    AuditEvent { kind, actor, account: Some(account), session: Some(session) }
}
