//! The contract *transcendence*: the requests that its document shows, and what may go wrong around it.

mod blocks;
mod friends;
mod password;
mod pictures;
mod players;
mod registration;
mod tokens;
mod update;
mod users;
