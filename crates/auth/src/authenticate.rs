//! Tells who a request speaks for.

use std::time::Duration;

use parlor_domain::{Account, Actor, ClientAddress, Scope, ServiceKey, ServiceSecret, Session};

use crate::{Context, Failure};

/// Who is calling: a live session and its active account, as they stood when the request began.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account.
    pub account: Account,
    /// The session whose credential was shown.
    pub session: Session,
}

/// Accepts an access token: its signature first, then, in one query, whether its session and account are
/// still good. The first use of a generation's token is noted, since it shows that the generation arrived.
///
/// # Errors
/// [`Failure::Unauthenticated`] for anything that is not good now; a store that fails lets nobody in.
/// [`Failure::Forbidden`] for a good service key: it speaks for nobody.
pub fn authenticate<E>(ctx: &Context, credential: &str) -> Result<Caller, Failure<E>> {
    if ServiceSecret::is_meant(credential) {
        service_key(ctx, credential)?;
        return Err(Failure::Forbidden);
    }
    let now = ctx.clock.now();
    let claims = ctx.tokens.read_access(credential, now).ok_or(Failure::Unauthenticated)?;
    let found = ctx.store.read()?.sessions().with_account(claims.session)?;
    let (session, account) = found.ok_or(Failure::Unauthenticated)?;
    if !session.is_live(now) || account.id != claims.account {
        return Err(Failure::Unauthenticated);
    }
    let account = account.active().ok_or(Failure::Unauthenticated)?;
    if session.is_acknowledged_by(claims.generation) {
        ctx.store.renew()?.acknowledge(session.id, claims.generation, now)?;
    }
    Ok(Caller { account, session })
}

/// Tells who acts where the right to is an administrator's, or a service key's that has this scope.
///
/// # Errors
/// [`Failure::Unauthenticated`] for a credential that is not good now, [`Failure::Forbidden`] for one that is not
/// for this.
pub fn authorize<E>(
    ctx: &Context,
    credential: &str,
    scope: Scope,
    address: ClientAddress,
) -> Result<Actor, Failure<E>> {
    if !ServiceSecret::is_meant(credential) {
        let Caller { account, .. } = authenticate(ctx, credential)?;
        let actor = Actor::Account(account.id, address);
        return if account.is_admin { Ok(actor) } else { Err(Failure::Forbidden) };
    }
    let key = service_key(ctx, credential)?;
    if !key.scopes.has(scope) {
        return Err(Failure::Forbidden);
    }
    note_use(ctx, &key)?;
    Ok(Actor::Service(key.id, address))
}

/// The key of a secret, if it was not taken back.
fn service_key<E>(ctx: &Context, credential: &str) -> Result<ServiceKey, Failure<E>> {
    let secret = ServiceSecret::parse(credential).ok_or(Failure::Unauthenticated)?;
    let found = ctx.store.read()?.service_keys().by_secret(&secret)?;
    found.filter(|key| key.revoked_at.is_none()).ok_or(Failure::Unauthenticated)
}

/// How exactly it is kept when a key was last shown: one write a minute, however many calls it makes.
const USE_KEPT_TO: Duration = Duration::from_secs(60);

fn note_use<E>(ctx: &Context, key: &ServiceKey) -> Result<(), Failure<E>> {
    let now = ctx.clock.now();
    let since = now - USE_KEPT_TO;
    if key.last_used_at.is_none_or(|used| used <= since) {
        ctx.store.renew()?.use_key(key.id, since, now)?;
    }
    Ok(())
}
