//! A blackjack table that keeps neither accounts nor chips: who plays is read from Parlor's access tokens, and
//! chips move in Parlor's wallet, by a service key.
//!
//! What it shows:
//!
//! 1. `http.rs`: a handler that only runs for whoever is signed in, by an argument of its own.
//! 2. `chips.rs`: moving chips so that a lost answer can be asked for again, and saying so when it is not known
//!    whether they moved.
//! 3. `hand.rs`: what follows from that for a hand: its states name what is known, and no other.
//!
//! Hands are kept in memory, so they go with the process; a table for money would keep them in a database, and
//! their ids with them, which is all that it takes to ask again.

pub mod cards;
pub mod chips;
pub mod hand;
mod http;
mod random;
pub mod settings;
pub mod table;

pub use http::routes;
pub use random::OsRandom;
