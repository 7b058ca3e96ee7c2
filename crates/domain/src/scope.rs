//! What other back ends may do.

use std::fmt;

/// A service key's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceKeyId(pub i64);

impl fmt::Display for ServiceKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One thing that a service key may be good for. Administrators may do all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Asking whether a token is good, and whose it is.
    AccountsRead,
    /// Moving balances.
    WalletWrite,
    /// Setting scores.
    ScoresWrite,
}

impl Scope {
    /// Every one there is.
    pub const ALL: [Self; 3] = [Self::AccountsRead, Self::WalletWrite, Self::ScoresWrite];

    /// The word under which it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountsRead => "accounts:read",
            Self::WalletWrite => "wallet:write",
            Self::ScoresWrite => "scores:write",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }
}
