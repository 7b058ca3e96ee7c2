//! A sign-in that tells an unknown name from a wrong password, for a contract whose documented words do.

use parlor_domain::{AccountState, StoreError};

use crate::kinds::Kind;
use crate::sign_in::{SignIn, SignInError, SignedIn, sign_in};
use crate::{Context, Failure, Refusal};

/// Why there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TellingSignInError {
    /// Nobody has the name. It locks all the same, for every other way to sign in.
    UnknownName,
    /// The wrong password, or an account that may not sign in.
    WrongPassword,
    /// Too many wrong passwords.
    Locked,
}

impl Refusal for TellingSignInError {}

/// Checks a password and opens a session, as [`sign_in`] does.
///
/// # Errors
/// [`TellingSignInError`].
pub fn sign_in_telling<K: Kind>(
    ctx: &Context,
    command: SignIn<K>,
) -> Result<SignedIn<K>, Failure<TellingSignInError>> {
    let login = command.login.clone();
    let refusal = match sign_in(ctx, command) {
        Ok(signed_in) => return Ok(signed_in),
        Err(Failure::Refused(refusal)) => refusal,
        Err(other) => return Err(other.map(|_: SignInError| TellingSignInError::WrongPassword)),
    };
    let found: Result<_, StoreError> =
        ctx.store.read().and_then(|mut reader| reader.accounts().by_login(&login));
    let is_there = found?.is_some_and(|account| account.state != AccountState::Pending);
    Err(Failure::Refused(match refusal {
        _ if !is_there => TellingSignInError::UnknownName,
        SignInError::Refused => TellingSignInError::WrongPassword,
        SignInError::Locked { .. } => TellingSignInError::Locked,
    }))
}
