//! What a balance is moved by.

use std::fmt;

use thiserror::Error;

use super::Balance;
use crate::exact::{OutOfRange, exact};

/// Whole units, given or, below zero, taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i64);

/// Why a number moves no balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidAmount {
    /// It would leave everything as it is.
    #[error("nothing")]
    Zero,
    /// It is larger in size than any balance.
    #[error("beyond 2^53 - 1 in size")]
    OutOfRange,
}

impl Amount {
    /// Reads an amount that somebody gives or takes.
    ///
    /// # Errors
    /// [`InvalidAmount`].
    pub fn parse(units: i64) -> Result<Self, InvalidAmount> {
        match exact(units) {
            Ok(0) => Err(InvalidAmount::Zero),
            Ok(units) => Ok(Self(units)),
            Err(OutOfRange) => Err(InvalidAmount::OutOfRange),
        }
    }

    /// What leads from one balance to another; nothing, where they are the same.
    ///
    /// # Errors
    /// [`OutOfRange`] where one lies far above zero and the other far below.
    pub fn between(before: Balance, after: Balance) -> Result<Self, OutOfRange> {
        // Neither is anywhere near the edges of 64 bits.
        exact(after.units() - before.units()).map(Self)
    }

    /// The amount as a store gives it back.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn stored(units: i64) -> Result<Self, OutOfRange> {
        exact(units).map(Self)
    }

    /// In whole units.
    #[must_use]
    pub fn units(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MOST_EXACT;

    #[test]
    fn an_amount_is_not_zero_and_every_client_reads_it_exactly() {
        for units in [1, -1, MOST_EXACT, -MOST_EXACT] {
            assert_eq!(Amount::parse(units).unwrap().units(), units);
        }
        assert_eq!(Amount::parse(0), Err(InvalidAmount::Zero));
        for units in [MOST_EXACT + 1, -MOST_EXACT - 1, i64::MAX, i64::MIN] {
            assert_eq!(Amount::parse(units), Err(InvalidAmount::OutOfRange), "{units}");
        }
    }

    #[test]
    fn what_leads_from_one_balance_to_another_may_be_nothing_but_not_too_much() {
        let balance = |units| Balance::parse(units).unwrap();
        let between = |before, after| Amount::between(balance(before), balance(after)).map(Amount::units);
        assert_eq!(between(7, 10), Ok(3));
        assert_eq!(between(10, 7), Ok(-3));
        assert_eq!(between(7, 7), Ok(0));
        assert_eq!(between(0, MOST_EXACT), Ok(MOST_EXACT));
        assert_eq!(between(-1, MOST_EXACT), Err(OutOfRange));
        assert_eq!(between(MOST_EXACT, -MOST_EXACT), Err(OutOfRange));
    }
}
