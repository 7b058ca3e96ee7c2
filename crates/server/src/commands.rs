//! What the commands do, but for serving. Must not know how one is typed.

pub mod account;
pub mod check;
pub mod key;
pub mod migrate;
pub mod openapi;
pub mod rotate_signing;
pub mod secret;
