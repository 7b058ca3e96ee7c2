//! Who may do what operators and administrators do, and in whose name it is recorded.

use parlor_domain::{
    Account, AccountId, Actor, AuditEvent, AuditKind, ClientAddress, Session, SessionId, Timestamp,
};

use crate::ports::Work;
use crate::{Caller, Context, Credential, Failure, Refusal, authenticate};

/// An administrator, in a session, from somewhere.
#[derive(Debug, Clone, Copy)]
pub struct Administrator {
    account: AccountId,
    session: SessionId,
    address: ClientAddress,
}

/// Accepts the access token of an administrator.
///
/// # Errors
/// [`Failure::Unauthenticated`] for a credential that is not good now, [`Failure::Forbidden`] for one of
/// somebody else.
pub fn administrator<E>(
    ctx: &Context,
    credential: &Credential,
    address: ClientAddress,
) -> Result<Administrator, Failure<E>> {
    let Caller { account, session } = authenticate(ctx, credential)?;
    if !account.is_admin {
        return Err(Failure::Forbidden);
    }
    Ok(Administrator { account: account.id, session: session.id, address })
}

/// Somebody who does to accounts what their owners do not do.
#[derive(Debug, Clone, Copy)]
pub enum Authority {
    /// Whoever is at the command line: reaching the database and the root secret is right enough.
    Operator,
    /// Whoever is signed in as an administrator.
    Administrator(Administrator),
}

/// An administrator's sign-in is too long ago for what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale;

impl Refusal for Stale {}

impl From<Administrator> for Authority {
    fn from(administrator: Administrator) -> Self {
        Self::Administrator(administrator)
    }
}

impl Authority {
    /// In whose name it is recorded.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Self::Operator => Actor::Operator,
            Self::Administrator(Administrator { account, address, .. }) => Actor::Account(*account, *address),
        }
    }

    /// In which session it is done.
    #[must_use]
    pub fn session(&self) -> Option<SessionId> {
        match self {
            Self::Operator => None,
            Self::Administrator(Administrator { session, .. }) => Some(*session),
        }
    }

    /// Notes what was done to an account, or to something else.
    pub(crate) fn record(
        &self,
        work: &mut dyn Work,
        kind: AuditKind,
        account: Option<&Account>,
        now: Timestamp,
    ) {
        let account = account.map(|account| account.id);
        let event = AuditEvent { kind, actor: self.actor(), account, session: self.session() };
        work.journal().record(event, now);
    }

    /// Looks again, within the work: the session may have ended, or the rights been taken, since the request
    /// began.
    pub(crate) fn confirm<E>(&self, work: &mut dyn Work, now: Timestamp) -> Result<(), Failure<E>> {
        self.look_again(work, now).map(drop)
    }

    /// The same where the sign-in must be of late, so that a device that was left open cannot be used for it
    /// (ASVS 7.5.1).
    pub(crate) fn confirm_fresh<E: From<Stale>>(
        &self,
        ctx: &Context,
        work: &mut dyn Work,
        now: Timestamp,
    ) -> Result<(), Failure<E>> {
        let session = self.look_again(work, now)?;
        if session.is_some_and(|session| !session.is_fresh(&ctx.policy.sessions, now)) {
            return Err(Failure::Refused(Stale.into()));
        }
        Ok(())
    }

    fn look_again<E>(&self, work: &mut dyn Work, now: Timestamp) -> Result<Option<Session>, Failure<E>> {
        let Self::Administrator(Administrator { session, .. }) = self else { return Ok(None) };
        let found = work.sessions().with_account(*session)?;
        let (session, account) = found.ok_or(Failure::Unauthenticated)?;
        let account = account.active().filter(|_| session.is_live(now)).ok_or(Failure::Unauthenticated)?;
        if account.is_admin { Ok(Some(session)) } else { Err(Failure::Forbidden) }
    }
}
