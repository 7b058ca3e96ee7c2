//! A multiplayer game's back end. Here so far: registration, renewal, the account, friends and blocks.

mod avatar;
mod blocks;
mod convert;
mod error;
mod friends;
mod logout;
mod password;
mod profile;
mod refresh;
mod registration;
mod routes;
mod update;
mod users;
mod wire;

pub(crate) use routes::routes;

/// The dialect.
pub(super) struct Transcendence;
