//! Postgres and SQLite behind the ports of `parlor-auth` and `parlor-community`. The only crate that knows diesel.
//!
//! Each repository is written once and compiled for both databases by the `on!` macro; what has
//! to differ stands in `link.rs` (connecting, beginning, locking a row) and `error.rs` (constraint names).
//!
//! A row is looked up with `get_result`, not `first`: the limit that `first` binds makes SQLite plan the
//! statement anew each time.
//!
//! # To add a table
//!
//! 1. Write it as a migration of the same name in `migrations/postgres` and `migrations/sqlite`: never
//!    change one that was released.
//! 2. Add it to `schema.rs`; `tests/schema.rs` compares the three.
//! 3. Give it a file here: a row struct, its reading into the domain, the port's methods.
//! 4. Name its unique constraints in `error.rs`, so that a conflict says the same on both databases.
//! 5. Name it, and each of its columns, in `inventory/tables.rs`: what deleting an account does to it, and how
//!    its owner is shown it.
//! 6. Put the port's behaviour into the test kit's conformance suite; both databases run it.

mod accounts;
mod audit_log;
mod avatars;
mod codes;
mod conversations;
mod database;
mod discarded_files;
mod error;
mod export;
mod flows;
mod idempotency;
mod inspection;
pub mod inventory;
mod journal;
mod keys;
mod known_clients;
mod leaderboard;
mod link;
mod lockouts;
mod messages;
mod migrations;
mod outbox;
mod people;
mod pins;
mod pool;
mod prepared;
mod presence;
mod profiles;
mod relations;
mod rotate;
mod rows;
mod say;
mod schema;
mod service_keys;
mod sessions;
mod setup;
mod sign_up_codes;
mod statistics;
mod target;
mod time;
mod unit;
mod users;
mod wallets;
mod written;

pub use database::{Database, OpenError};
pub use inspection::{Inspection, Way, inspect};
pub use target::{InvalidTarget, Target};
