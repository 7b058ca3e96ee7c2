//! Says whether a token is good now, and changes nothing by it.

use crate::{Context, Failure, Refusal, introspect};

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
    introspect(ctx, token)?.map(drop).ok_or_else(|| VerifyTokenError::Invalid.into())
}
