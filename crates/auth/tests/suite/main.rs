//! The use cases over ports in memory, with a clock that stands still: one module for each use case.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by panicking")]

mod authenticate;
mod house;
mod key_rotation;
mod keys;
mod lockout;
mod operator;
mod profile;
mod refresh;
mod reuse;
mod root_secret;
mod sign_in;
mod sign_out;
mod sign_up;
mod stand_ins;
mod sweep;
