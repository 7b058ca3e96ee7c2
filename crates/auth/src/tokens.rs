//! What a session's tokens say, whatever their format.

use parlor_domain::{AccountId, Generation, Session, SessionId, Timestamp};

use crate::{Context, Unexpected};

/// What an access token claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessClaims {
    /// A number of its own (`jti`).
    pub id: u128,
    /// Whose it is (`sub`, `user_id`).
    pub account: AccountId,
    /// The session it is a view of (`sid`).
    pub session: SessionId,
    /// The session's generation when it was made (`gen`).
    pub generation: Generation,
    /// When its owner showed a password (`auth_time`).
    pub signed_in_at: Timestamp,
    /// When it was made (`iat`).
    pub issued_at: Timestamp,
    /// When it ends (`exp`).
    pub expires_at: Timestamp,
}

/// What a refresh token claims, where it is a JWT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshClaims {
    /// Whose it is.
    pub account: AccountId,
    /// The session that it renews.
    pub session: SessionId,
    /// The session's generation.
    pub generation: Generation,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a client gets to use and renew its session.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// Shown with each request.
    pub access: String,
    /// Shown once, to get the next pair.
    pub refresh: String,
    /// When the first of them ends.
    pub access_expires_at: Timestamp,
    /// When the session ends unless renewed.
    pub refresh_expires_at: Timestamp,
    /// What the second of them claims.
    claims: RefreshClaims,
}

impl TokenPair {
    /// The same with the refresh token as a JWT.
    ///
    /// # Errors
    /// [`Unexpected`].
    pub fn with_refresh_jwt(self, ctx: &Context) -> Result<Self, Unexpected> {
        Ok(Self { refresh: ctx.tokens.refresh_jwt(&self.claims)?, ..self })
    }
}

impl std::fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenPair(…)")
    }
}

/// An access token of a session's current generation that ends when it is told to.
pub(crate) fn access(
    ctx: &Context,
    session: &Session,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<String, Unexpected> {
    let mut id = [0; 16];
    ctx.random.fill(&mut id);
    ctx.tokens.sign_access(&AccessClaims {
        id: u128::from_be_bytes(id),
        account: session.account,
        session: session.id,
        generation: session.generation,
        signed_in_at: session.signed_in_at,
        issued_at: now,
        expires_at,
    })
}

/// The tokens of a session's current generation.
pub(crate) fn issue(ctx: &Context, session: &Session, now: Timestamp) -> Result<TokenPair, Unexpected> {
    let access_expires_at = session.expires_at.min(now + ctx.policy.sessions.access_ttl);
    let access = access(ctx, session, access_expires_at, now)?;
    let refresh = ctx.tokens.refresh(session.id, session.generation);
    let claims = RefreshClaims {
        account: session.account,
        session: session.id,
        generation: session.generation,
        issued_at: now,
        expires_at: session.expires_at,
    };
    Ok(TokenPair { access, refresh, access_expires_at, refresh_expires_at: session.expires_at, claims })
}
