//! Tells other back ends what a token is good for now (RFC 7662).

use parlor_domain::{Account, Renewal, SessionId, SessionKind, SessionSecret, StoreError, Timestamp};

use crate::Context;

/// What a good token says, and whose it is.
#[derive(Debug, Clone)]
pub struct Introspected {
    /// What it can be used for.
    pub kind: TokenKind,
    /// Whose it is; an active account.
    pub account: Account,
    /// The session that it is a view of.
    pub session: SessionId,
    /// When its owner last showed a password.
    pub signed_in_at: Timestamp,
    /// When it was made, where it says so.
    pub issued_at: Option<Timestamp>,
    /// When it ends, unless its session ends before.
    pub expires_at: Timestamp,
}

/// What a token can be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Shown with requests.
    Access,
    /// Shown to get the next tokens; a back end must not take it for the other.
    Refresh,
}

/// Judges an access token, a refresh token or an opaque token, and changes nothing by it; `None` for what is no token of this
/// service, or has ended, or whose session or account has.
///
/// # Errors
/// [`StoreError`].
pub fn introspect(ctx: &Context, token: &str) -> Result<Option<Introspected>, StoreError> {
    let now = ctx.clock.now();
    if let Some(secret) = SessionSecret::parse(token) {
        return opaque(ctx, &secret, now);
    }
    let access = ctx.tokens.read_access(token, now);
    let refresh = ctx.tokens.read_refresh(token);
    let id = access.map(|claims| claims.session).or(refresh.map(|(session, _)| session));
    let Some(id) = id else { return Ok(None) };
    let Some((session, account)) = ctx.store.read()?.sessions().with_account(id)? else { return Ok(None) };
    let Some(account) = account.active().filter(|_| session.is_live(now)) else { return Ok(None) };
    let (number, signed_in_at, session_ends) = (session.id, session.signed_in_at, session.expires_at);
    let (kind, issued_at, expires_at, is_good) = match (access, refresh) {
        (Some(claims), _) => {
            let ends = claims.expires_at.min(session_ends);
            (TokenKind::Access, Some(claims.issued_at), ends, claims.account == account.id)
        }
        (None, Some((_, generation))) => {
            let is_good = matches!(
                session.present(generation, &ctx.policy.sessions, now),
                Renewal::Rotated(_) | Renewal::Repeated(_) | Renewal::TooOften { .. }
            );
            (TokenKind::Refresh, None, session_ends, is_good)
        }
        (None, None) => return Ok(None),
    };
    let told = Introspected { kind, account, session: number, signed_in_at, issued_at, expires_at };
    Ok(is_good.then_some(told))
}

/// The token of a session that has no others. What a browser's cookie holds is told to no back end, so it is none.
fn opaque(ctx: &Context, secret: &SessionSecret, now: Timestamp) -> Result<Option<Introspected>, StoreError> {
    let Some((session, account)) = ctx.store.read()?.sessions().by_secret(secret)? else { return Ok(None) };
    if session.kind != SessionKind::Triple || !session.is_live(now) {
        return Ok(None);
    }
    Ok(account.active().map(|account| Introspected {
        kind: TokenKind::Access,
        account,
        session: session.id,
        signed_in_at: session.signed_in_at,
        issued_at: None,
        expires_at: session.expires_at,
    }))
}
