//! The contract *transcendence*: every request and frame that its document shows, and what may go wrong around it.

mod blocks;
mod chat;
mod chat_crash;
mod chat_files;
mod conversations;
mod friends;
mod login;
mod password;
mod pictures;
pub mod players;
mod registration;
mod send_code;
mod tokens;
mod update;
mod users;
