//! What the contracts promise to the clients that were written for them: every row, every answer.

pub mod arcade;
mod blackjack;
mod cryptopay;
mod restful_auth;
pub mod transcendence;
