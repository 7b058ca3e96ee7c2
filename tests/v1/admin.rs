//! What administrators do: `/v1/admin`.

mod keys;

use crate::support::{Member, Server};

/// An administrator, just signed in.
pub fn admin(server: &Server) -> Member {
    server.admin("root@example.com")
}
