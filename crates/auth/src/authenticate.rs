//! Tells who a request speaks for.

use parlor_domain::{Account, Actor, ClientAddress, Scope, Session};

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
pub fn authenticate<E>(ctx: &Context, credential: &str) -> Result<Caller, Failure<E>> {
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
    _scope: Scope,
    address: ClientAddress,
) -> Result<Actor, Failure<E>> {
    let Caller { account, .. } = authenticate(ctx, credential)?;
    if !account.is_admin {
        return Err(Failure::Forbidden);
    }
    Ok(Actor::Account(account.id, address))
}
