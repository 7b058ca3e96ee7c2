//! Balances, and what moves them.

mod amount;
mod balance;
mod entry;
mod reason;

pub use amount::{Amount, InvalidAmount};
pub use balance::{Balance, Unmoved};
pub use entry::{Author, Entry, EntryId, NewEntry};
pub use reason::{InvalidReason, Reason};

use std::ops::RangeInclusive;

use crate::MOST_EXACT;

/// The rules that operators may tune.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WalletPolicy {
    /// Whether a balance may go below zero.
    pub allow_negative: bool,
}

impl WalletPolicy {
    /// Where a balance may stand after an amount was added to it. What gives is never refused for a balance that
    /// is below zero from a time when that was allowed: it could not be paid off otherwise.
    #[must_use]
    pub fn room(&self, amount: Amount) -> RangeInclusive<i64> {
        let least = if self.allow_negative || amount.units() >= 0 { -MOST_EXACT } else { 0 };
        least..=MOST_EXACT
    }

    /// Whether a balance may be set to this.
    #[must_use]
    pub fn permits(&self, balance: Balance) -> bool {
        self.allow_negative || balance >= Balance::ZERO
    }
}
