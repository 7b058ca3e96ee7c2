//! What administrators do, and other back ends: `/v1/admin`.

mod accounts;
mod audit;
mod keys;
mod outbox;
mod rights;
pub mod scores;
mod statistics;
mod wallet;

use crate::support::{Member, Server};

/// An administrator, just signed in.
pub fn admin(server: &Server) -> Member {
    server.admin("root@example.com")
}
