//! How a test reaches the program. Must not know what any address answers.

mod browser;
mod cli;
mod client;
mod database;
mod databases;
mod inbox;
mod installation;
mod member;
mod owner;
mod process;
mod raw;
mod reply;
mod server;
mod socket;

pub use browser::Browser;
pub use cli::Ran;
pub use client::{Client, Exchange};
pub use databases::Kind;
pub use inbox::Inbox;
pub use installation::Installation;
pub use member::{Member, PASSWORD};
pub use owner::Owner;
pub use reply::Reply;
pub use server::Server;
pub use socket::Socket;
