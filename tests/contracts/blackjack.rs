//! The contract *blackjack*: every request that its document shows, and what may go wrong around it.

mod balance;
mod confirm_otp;
mod guesses;
mod login;
mod players;
mod registration;
mod user;
mod user_change;
