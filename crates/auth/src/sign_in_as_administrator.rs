//! A sign-in for administrators alone, as their own pages ask for it.

use crate::kinds::Kind;
use crate::sign_in::{SignIn, SignInError, SignedIn, sign_in_if};
use crate::{Context, Failure, Refusal};

/// Why there is no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdministratorSignInError {
    /// As for everybody.
    SignIn(SignInError),
    /// The password is right, and the account has not the rights.
    NotAdministrator,
}

impl Refusal for AdministratorSignInError {}

impl From<SignInError> for AdministratorSignInError {
    fn from(refusal: SignInError) -> Self {
        Self::SignIn(refusal)
    }
}

/// Checks a password and opens a session, as [`crate::sign_in`] does; nobody but an administrator gets one.
///
/// # Errors
/// [`AdministratorSignInError`].
pub fn sign_in_as_administrator<K: Kind>(
    ctx: &Context,
    command: SignIn<K>,
) -> Result<SignedIn<K>, Failure<AdministratorSignInError>> {
    sign_in_if(ctx, command, |account| {
        if account.is_admin { Ok(()) } else { Err(AdministratorSignInError::NotAdministrator) }
    })
}
