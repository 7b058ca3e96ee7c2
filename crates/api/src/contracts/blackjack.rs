//! A card game's account API: sign-up that waits for an emailed code, one JWT for each session, and a balance that
//! administrators set. Bodies and answers are wrapped in `user`, errors in `errors`.

mod balance;
mod confirm_otp;
mod convert;
mod error;
mod login;
mod registration;
mod routes;
mod user;
mod wire;
mod wrapped;

pub(crate) use routes::routes;

/// The dialect.
pub(super) struct Blackjack;
