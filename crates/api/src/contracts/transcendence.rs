//! A multiplayer game's back end. Here so far: registration, sign-in by password and
//! emailed code with three tokens, the account, friends and blocks.

mod avatar;
mod blocks;
mod convert;
mod error;
mod friends;
mod login;
mod logout;
mod password;
mod profile;
mod refresh;
mod registration;
mod routes;
mod send_code;
mod update;
mod users;
mod wire;

pub(crate) use routes::routes;

/// The dialect.
pub(super) struct Transcendence;
