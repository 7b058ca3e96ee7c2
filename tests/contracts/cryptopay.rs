//! The contract *cryptopay*: every request that its document shows, and what may go wrong around it.

mod people;
mod pin;
mod recovery;
mod reset_email;
mod sign_up;
mod tokens;
mod users;
