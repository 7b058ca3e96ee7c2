//! The contract *arcade*: `/users/…`, with a session in a cookie.

mod avatar;
mod cookies;
mod faults;
mod leaderboard;
mod leaving;
mod login;
pub mod player;
mod register;
mod users;
