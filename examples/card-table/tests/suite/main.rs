//! The table by itself, with chips that can get lost on their way, and a hand against a running Parlor.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod parlor;
mod table;
