//! Opens a session for whoever has proved to be an account's owner.

use parlor_domain::{
    Account, Actor, AuditEvent, AuditKind, ClientAddress, ClientKind, DeviceToken, Lifetime, MailContent,
    NewSession, Session, SessionId, SessionKind, Timestamp, UserAgent,
};

use crate::kinds::{Kind, Pair};
use crate::outbox::notify;
use crate::ports::Work;
use crate::recognition::{Recognition, remember};
use crate::{Context, Failure};

/// Where a sign-in comes from, and what it is to get: by its type a session of the kind `K`.
#[derive(Debug, Clone)]
pub struct Origin<K = Pair> {
    /// Where the request came from.
    pub address: ClientAddress,
    /// What the client calls itself.
    pub agent: Option<UserAgent>,
    /// How it may be known again.
    pub recognition: Recognition,
    /// How long its session lives without being renewed. One in a cookie has a lifetime of its own.
    pub lifetime: Lifetime,
    /// By what its session is used.
    pub kind: K,
}

impl Origin {
    /// A client of a contract, of which nothing but the address is known, and which gets a pair of tokens.
    #[must_use]
    pub fn of_contract(address: ClientAddress) -> Self {
        let (agent, recognition) = (None, Recognition::ByAddress);
        Self { address, agent, recognition, lifetime: Lifetime::Contract, kind: Pair }
    }
}

impl<K> Origin<K> {
    /// The same for a session of another kind.
    #[must_use]
    pub fn opening<L: Kind>(self, kind: L) -> Origin<L> {
        let Self { address, agent, recognition, lifetime, .. } = self;
        Origin { address, agent, recognition, lifetime, kind }
    }
}

/// A session, just opened; nothing of it is signed or given out yet.
pub(crate) struct Opened<K: Kind> {
    pub session: Session,
    pub secret: K::Secret,
    pub device: Option<DeviceToken>,
}

/// Opens the session within a unit of work, and remembers the client. The owner is told of one that comes
/// from where none has before, unless it is the first of all.
pub(crate) fn open<K: Kind, E>(
    ctx: &Context,
    work: &mut dyn Work,
    account: &Account,
    client: ClientKind,
    origin: Origin<K>,
    now: Timestamp,
) -> Result<Opened<K>, Failure<E>> {
    if client == ClientKind::Stranger && work.known_clients().any(account.id)? {
        let device = origin.agent.as_ref().map(UserAgent::as_str).map(str::to_owned);
        let content = MailContent::NewDevice { device, address: origin.address, at: now };
        notify(ctx, work, account, content, now)?;
    }
    let known_by = (origin.recognition, origin.address);
    let device = remember(ctx, work, account.id, client, known_by, now)?;
    let mut drawn = [0; 8];
    ctx.random.fill(&mut drawn);
    let secret = K::draw(ctx);
    let lifetime = if K::KIND == SessionKind::Cookie { Lifetime::Cookie } else { origin.lifetime };
    let new = NewSession::open(SessionId::drawn(drawn), account.id, lifetime, &ctx.policy.sessions, now);
    let new = new.of(K::KIND, K::stored(secret)).on(origin.address.network(), origin.agent);
    let session = work.sessions().open(&new)?;
    let event = AuditEvent {
        kind: AuditKind::SignedIn,
        actor: Actor::Account(account.id, origin.address),
        account: Some(account.id),
        session: Some(session.id),
    };
    work.journal().record(event, now);
    Ok(Opened { session, secret, device })
}
