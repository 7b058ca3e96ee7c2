//! The use cases, each on an SQLite file of its own with a clock that stands still.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that meets the unexpected has failed")]

mod attachments;
mod avatars;
mod blocks;
mod conversations;
mod friends;
mod house;
mod users;
mod wallet;
