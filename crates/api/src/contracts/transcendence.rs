//! A multiplayer game's back end: password plus an emailed code at sign-in, three tokens, friends, presence, and
//! conversations over a WebSocket.

mod avatar;
mod blocks;
mod chat;
mod conversations;
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
