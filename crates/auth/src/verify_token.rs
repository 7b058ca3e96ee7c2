//! Says whether a token is good now, and changes nothing by it.

use parlor_domain::{AccountState, Renewal};

use crate::{Context, Failure, Refusal};

/// Why a token is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerifyTokenError {
    /// It is no token of this service, or has ended, or its session or account has.
    Invalid,
}

impl Refusal for VerifyTokenError {}

/// Judges an access token or a refresh token.
///
/// # Errors
/// [`VerifyTokenError`].
pub fn verify_token(ctx: &Context, token: &str) -> Result<(), Failure<VerifyTokenError>> {
    let now = ctx.clock.now();
    let invalid = VerifyTokenError::Invalid;
    let access = ctx.tokens.read_access(token, now);
    let refresh = ctx.tokens.read_refresh(token);
    let id = access.map(|claims| claims.session).or(refresh.map(|(session, _)| session)).ok_or(invalid)?;
    let found = ctx.store.read()?.sessions().with_account(id)?;
    let (session, account) = found.ok_or(invalid)?;
    if account.state != AccountState::Active || !session.is_live(now) {
        return Err(invalid.into());
    }
    let is_good = match (access, refresh) {
        (Some(claims), _) => claims.account == account.id,
        (None, Some((_, generation))) => matches!(
            session.present(generation, &ctx.policy.sessions, now),
            Renewal::Rotated(_) | Renewal::Repeated(_) | Renewal::TooOften { .. }
        ),
        (None, None) => false,
    };
    if is_good { Ok(()) } else { Err(invalid.into()) }
}
