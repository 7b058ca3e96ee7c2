//! The outsides of other back ends, so that clients written for one of them need not change.
//!
//! A contract is a folder: `routes.rs` is its table of contents, `wire.rs` what clients send and expect,
//! `convert.rs` the way from there to a command and back, `error.rs` its words for faults, and a file for
//! each address. It calls use cases, never another contract. Delete the folder and its lines here, and it
//! is gone.
//!
//! # To add a contract
//!
//! 1. The folder, beginning with a type of its own that implements [`crate::endpoint::Dialect`].
//! 2. A variant of [`Contract`] with its name and routes; the compiler asks for the rest.

mod arcade;
mod blackjack;
mod cryptopay;
mod offset;
pub(crate) mod plain;
mod restful_auth;
mod transcendence;

use crate::endpoint::Endpoint;

/// A contract that can be switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contract {
    /// Sign-up by username, a session in a cookie, pictures, the leaderboard.
    Arcade,
    /// Sign-up confirmed by an emailed password, one JWT, and a balance.
    Blackjack,
    /// Sign-up by email and code, a pair of JWTs, recovery, and a PIN.
    Cryptopay,
    /// Email and password, a JWT, and an opaque refresh token.
    RestfulAuth,
    /// A game's accounts and friends.
    Transcendence,
}

impl Contract {
    /// All there are.
    pub const ALL: &[Self] =
        &[Self::Arcade, Self::Blackjack, Self::Cryptopay, Self::RestfulAuth, Self::Transcendence];

    /// Its name in the settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Arcade => "arcade",
            Self::Blackjack => "blackjack",
            Self::Cryptopay => "cryptopay",
            Self::RestfulAuth => "restful-auth",
            Self::Transcendence => "transcendence",
        }
    }

    /// Finds one by its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|contract| contract.name() == name)
    }
}

pub(crate) fn routes(contract: Contract) -> Vec<Endpoint> {
    match contract {
        Contract::Arcade => arcade::routes(),
        Contract::Blackjack => blackjack::routes(),
        Contract::Cryptopay => cryptopay::routes(),
        Contract::RestfulAuth => restful_auth::routes(),
        Contract::Transcendence => transcendence::routes(),
    }
}
