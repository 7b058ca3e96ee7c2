//! Gives a client the token that it is to go on with, for dialects that show it with every answer.

use parlor_domain::Session;

use crate::kinds::{Kind, Single};
use crate::tokens::access;
use crate::{Caller, Context, Credential, Failure};

/// A fresh token for the same session, which it renews, where the session has but the one. A client of any other
/// session goes on with the token it came with; where that was none, it gets one that ends no later than the
/// session and does not renew it.
///
/// # Errors
/// [`Failure::Unauthenticated`] when the session has ended meanwhile.
pub fn renew_single<E>(
    ctx: &Context,
    caller: &Caller,
    credential: &Credential,
) -> Result<String, Failure<E>> {
    let now = ctx.clock.now();
    let session = &caller.session;
    if let Some(expires_at) = session.renewed_on_request(now) {
        if !ctx.store.renew()?.extend(session.id, expires_at, now)? {
            return Err(Failure::Unauthenticated);
        }
        let renewed = Session { expires_at, ..session.clone() };
        return Ok(Single::give(ctx, &renewed, (), now)?.access);
    }
    match credential {
        Credential::Jwt(token) => Ok(token.clone()),
        Credential::Opaque(_) | Credential::Cookie(_) | Credential::Key(_) => {
            let ends = session.expires_at.min(now + ctx.policy.sessions.access_ttl);
            Ok(access(ctx, session, ends, now)?)
        }
    }
}
