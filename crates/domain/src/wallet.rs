//! Balances, and what moves them.

/// The rules that operators may tune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WalletPolicy {
    /// Whether a balance may go below zero.
    pub allow_negative: bool,
}
