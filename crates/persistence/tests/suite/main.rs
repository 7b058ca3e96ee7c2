//! The ports of `parlor-auth` and `parlor-community` on both databases, and what is true of a database alone.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected has failed"
)]

mod conformance;
mod conversations;
mod failures;
mod friends;
mod inspection;
mod inventory;
mod leaderboard;
mod media;
mod migrations;
mod plans;
mod postings;
mod presence;
mod schema;
mod support;
mod town;
mod turns;
mod wallets;
