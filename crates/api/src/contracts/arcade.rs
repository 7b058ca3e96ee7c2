//! A game site's API: sign-up by username, a session in a cookie, a picture, one's own profile, the leaderboard.

mod avatar;
mod convert;
mod csrf;
mod error;
mod leaderboard;
mod login;
mod logout;
mod register;
mod routes;
mod users;
mod wire;

pub(crate) use routes::routes;

/// The dialect.
pub(super) struct Arcade;
