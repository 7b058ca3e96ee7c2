//! What another back end accepts as a token, and how often it asks for the keys.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by panicking"
)]

mod extractor;
mod forged;
mod genuine;
mod introspection;
mod keys;
mod support;
