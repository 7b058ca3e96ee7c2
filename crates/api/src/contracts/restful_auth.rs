//! The small one: email and password, a JWT, and an opaque refresh token that rotates.

mod convert;
mod error;
mod login;
mod logout;
mod me;
mod refresh;
mod register;
mod routes;
mod wire;

pub(crate) use routes::routes;

/// The dialect.
pub(super) struct RestfulAuth;
