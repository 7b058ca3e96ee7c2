//! A payment back end's account API: sign-up by email alone, a code, then a password; a pair of JWTs; recovery;
//! a PIN.

mod convert;
mod error;
mod password;
mod pin;
mod recovery;
mod resend_code;
mod reset_email;
mod routes;
mod sign_up;
mod tokens;
mod users;
mod verify_code;
mod wire;

pub(crate) use routes::routes;

/// The dialect.
pub(super) struct Cryptopay;
