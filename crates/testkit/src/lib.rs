//! What tests share: ports in memory, a clock that stands still, a suite that every store has to pass, a
//! throwaway Postgres, an SMTP server that does wrong when it is told to, pictures of every kind, and a bucket for
//! them. A dev-dependency only: nothing here is ever part of the product.
//!
//! # To add a port
//!
//! 1. Give it an implementation in memory, as plain as its documentation allows.
//! 2. Give each sentence of that documentation a case in [`conformance`], so that the real implementation
//!    and the one in memory are held to the same.
//! 3. Hand it out with [`MemoryContext`], so that a test can look at what happened.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "everything here is called by tests, where a panic is how something is said to be wrong"
)]

mod bucket;
mod clock;
pub mod conformance;
mod context;
mod effects;
mod hashes;
mod mail;
mod memory;
mod newcomer;
mod passwords;
pub mod pictures;
mod postgres;
mod random;
mod smtp;
mod sqlite;
mod threads;
mod tokens;
mod vault;

pub use bucket::{Asked, Bucket};
pub use clock::FixedClock;
pub use context::{MemoryContext, QueuedMail};
pub use effects::RecordedEffects;
pub use hashes::PlainHashes;
pub use mail::{PlainSealer, PlainTemplates, RecordedMailer};
pub use memory::{MemoryStore, Rival};
pub use newcomer::newcomer;
pub use passwords::PlainPasswords;
pub use postgres::Postgres;
pub use random::SeededRandom;
pub use smtp::{Certificate, Fault, Received, Smtp, Stage, Terms, TlsFrom};
pub use sqlite::sqlite_rows;
pub use threads::at_once;
pub use tokens::PlainTokens;
pub use vault::PlainVault;
