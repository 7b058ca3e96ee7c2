//! The contract *transcendence*: the requests that its document shows, and what may go wrong around it.

mod blocks;
mod friends;
mod login;
mod password;
mod pictures;
mod players;
mod registration;
mod send_code;
mod tokens;
mod update;
mod users;
