//! Opens a session for whoever has proved to be an account's owner.

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, DeviceToken, Lifetime, NewSession,
    Session, SessionId, StoreError, Timestamp, UserAgent,
};

use crate::Context;
use crate::ports::Work;
use crate::recognition::{Recognition, remember};

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

/// Opens the session within a unit of work, and remembers the client.
pub(crate) fn open(
    ctx: &Context,
    work: &mut dyn Work,
    account: &Account,
    client: ClientKind,
    origin: Origin,
    now: Timestamp,
) -> Result<(Session, Option<DeviceToken>), StoreError> {
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
