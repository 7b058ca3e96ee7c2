//! The product's own API. Folders mirror addresses: what answers at `/v1/accounts/me/password` stands in
//! `accounts/me/password.rs`. It calls use cases only, and must not know any contract.

mod accounts;
mod admin;
mod blocks;
mod codes;
mod conversations;
mod friends;
mod introspect;
mod leaderboard;
mod page;
mod presence;
mod problem;
mod recovery;
mod repeat;
mod routes;
mod sessions;
mod wallet;

pub(crate) use problem::problem;
pub(crate) use routes::{locked, routes};

/// The dialect.
pub(crate) struct V1;
