//! What administrators do, and other back ends: `/v1/admin`.

mod keys;
mod wallet;

use crate::support::{Member, Server};

/// An administrator, just signed in.
pub fn admin(server: &Server) -> Member {
    server.admin("root@example.com")
}
