//! The program from outside: its binary, its sockets, its databases.
//!
//! Folders mirror addresses: what `/api/login/` answers is in `contracts/restful_auth/login.rs`.
//!
//! # To add a test
//!
//! 1. Find the file named after the address, or make it, within [`both_databases`]: the test runs once on
//!    SQLite and once on Postgres, each time against a server of its own.
//! 2. Act as one of the clients that [`support::Server`] hands out; the database itself is asked only
//!    for what no answer shows, such as what a deletion leaves behind.
//! 3. Write down the whole answer, status and body, as an inline snapshot: it is what clients get.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic is how a test says that something is wrong"
)]

mod support;

mod admin;
mod always;
mod clients;
mod common;
mod contracts;
mod dependencies;
mod operation;
mod security;
mod statements;
mod v1;
