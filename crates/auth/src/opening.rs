//! Opens a session for whoever has proved to be an account's owner.

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, DeviceToken, Lifetime, MailContent,
    NewSession, Session, SessionId, Timestamp, UserAgent,
};

use crate::outbox::notify;
use crate::ports::Work;
use crate::recognition::{Recognition, remember};
use crate::{Context, Failure};

/// Where a sign-in comes from, and what it is to get.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Where the request came from.
    pub address: ClientAddress,
    /// What the client calls itself.
    pub agent: Option<UserAgent>,
    /// How it may be known again.
    pub recognition: Recognition,
    /// How long its session lives without being renewed.
    pub lifetime: Lifetime,
}

impl Origin {
    /// A client of a contract, of which nothing but the address is known.
    #[must_use]
    pub fn of_contract(address: ClientAddress) -> Self {
        Self { address, agent: None, recognition: Recognition::ByAddress, lifetime: Lifetime::Contract }
    }
}

/// Opens the session within a unit of work, and remembers the client. The owner is told of one that comes
/// from where none has before, unless it is the first of all.
pub(crate) fn open<E>(
    ctx: &Context,
    work: &mut dyn Work,
    account: &Account,
    client: ClientKind,
    origin: Origin,
    now: Timestamp,
) -> Result<(Session, Option<DeviceToken>), Failure<E>> {
    if client == ClientKind::Stranger && work.known_clients().any(account.id)? {
        let device = origin.agent.as_ref().map(UserAgent::as_str).map(str::to_owned);
        let content = MailContent::NewDevice { device, address: origin.address, at: now };
        notify(ctx, work, account, content, now)?;
    }
    let known_by = (origin.recognition, origin.address);
    let device = remember(ctx, work, account.id, client, known_by, now)?;
    let mut drawn = [0; 8];
    ctx.random.fill(&mut drawn);
    let new =
        NewSession::open(SessionId::drawn(drawn), account.id, origin.lifetime, &ctx.policy.sessions, now);
    let session = work.sessions().open(&new.on(origin.address.network(), origin.agent))?;
    let event = AuditEvent {
        kind: AuditKind::SignedIn,
        actor: Actor::Account(account.id, origin.address),
        account: Some(account.id),
        session: Some(session.id),
    };
    work.journal().record(event, now);
    Ok((session, device))
}
