//! Tells who a request speaks for.

use std::time::Duration;

use parlor_domain::{
    Account, Actor, ClientAddress, Scope, ServiceKey, ServiceSecret, Session, SessionKind, SessionSecret,
    Timestamp,
};

use crate::{Context, Credential, Failure};

/// Who is calling: a live session and its active account, as they stood when the request began.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The account.
    pub account: Account,
    /// The session whose credential was shown.
    pub session: Session,
}

/// Accepts a credential. In one query: whether its session and account are still good.
///
/// # Errors
/// [`Failure::Unauthenticated`] for anything that is not good now; a store that fails lets nobody in.
/// [`Failure::Forbidden`] for a good service key: it speaks for nobody.
pub fn authenticate<E>(ctx: &Context, credential: &Credential) -> Result<Caller, Failure<E>> {
    let now = ctx.clock.now();
    match credential {
        Credential::Jwt(token) => by_token(ctx, token, now),
        Credential::Opaque(secret) => by_secret(ctx, secret, SessionKind::Triple, now),
        Credential::Cookie(secret) => by_cookie(ctx, secret, now),
        Credential::Key(secret) => {
            service_key(ctx, secret)?;
            Err(Failure::Forbidden)
        }
    }
}

/// Its signature first. The first use of a generation's token is noted, since it shows that the generation
/// arrived.
fn by_token<E>(ctx: &Context, token: &str, now: Timestamp) -> Result<Caller, Failure<E>> {
    let claims = ctx.tokens.read_access(token, now).ok_or(Failure::Unauthenticated)?;
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

/// A secret speaks for a session of its own kind only: what a script may read is no cookie, and the other way
/// round.
fn by_secret<E>(
    ctx: &Context,
    secret: &SessionSecret,
    kind: SessionKind,
    now: Timestamp,
) -> Result<Caller, Failure<E>> {
    let found = ctx.store.read()?.sessions().by_secret(secret)?;
    let (session, account) = found.ok_or(Failure::Unauthenticated)?;
    if session.kind != kind || !session.is_live(now) {
        return Err(Failure::Unauthenticated);
    }
    let account = account.active().ok_or(Failure::Unauthenticated)?;
    Ok(Caller { account, session })
}

/// A session in a cookie is renewed by being used, now and then.
fn by_cookie<E>(ctx: &Context, secret: &SessionSecret, now: Timestamp) -> Result<Caller, Failure<E>> {
    let Caller { account, session } = by_secret(ctx, secret, SessionKind::Cookie, now)?;
    let Some(expires_at) = session.renewed_by_use(now) else { return Ok(Caller { account, session }) };
    if !ctx.store.renew()?.extend(session.id, expires_at, now)? {
        return Err(Failure::Unauthenticated);
    }
    Ok(Caller { account, session: Session { expires_at, ..session } })
}

/// Tells who acts where the right to is an administrator's, or a service key's that has this scope.
///
/// # Errors
/// [`Failure::Unauthenticated`] for a credential that is not good now, [`Failure::Forbidden`] for one that is not
/// for this.
pub fn authorize<E>(
    ctx: &Context,
    credential: &Credential,
    scope: Scope,
    address: ClientAddress,
) -> Result<Actor, Failure<E>> {
    let Credential::Key(secret) = credential else {
        let Caller { account, .. } = authenticate(ctx, credential)?;
        let actor = Actor::Account(account.id, address);
        return if account.is_admin { Ok(actor) } else { Err(Failure::Forbidden) };
    };
    let key = service_key(ctx, secret)?;
    if !key.scopes.has(scope) {
        return Err(Failure::Forbidden);
    }
    note_use(ctx, &key)?;
    Ok(Actor::Service(key.id, address))
}

/// The key of a secret, if it was not taken back.
fn service_key<E>(ctx: &Context, secret: &ServiceSecret) -> Result<ServiceKey, Failure<E>> {
    let found = ctx.store.read()?.service_keys().by_secret(secret)?;
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
