//! What an account has.

use std::fmt;

use thiserror::Error;

use super::{Amount, WalletPolicy};
use crate::exact::{OutOfRange, exact, sum};

/// Whole units; below zero only where the operator allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Balance(i64);

/// Why a balance does not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unmoved {
    /// It would end below zero, which is not allowed.
    #[error("it would end below zero")]
    BelowZero,
    /// It would end beyond 2^53 − 1 in size.
    #[error("it would end beyond 2^53 - 1 in size")]
    OutOfRange,
}

impl Balance {
    /// What every account begins with.
    pub const ZERO: Self = Self(0);

    /// Reads a balance that somebody sets.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn parse(units: i64) -> Result<Self, OutOfRange> {
        exact(units).map(Self)
    }

    /// In whole units.
    #[must_use]
    pub fn units(self) -> i64 {
        self.0
    }

    /// The balance after an amount was added. A store decides the same by one guarded statement; this says why
    /// it did not move.
    ///
    /// # Errors
    /// [`Unmoved`].
    pub fn after(self, amount: Amount, policy: &WalletPolicy) -> Result<Self, Unmoved> {
        let after = sum(self.0, amount.units()).map_err(|OutOfRange| {
            if amount.units() < 0 && !policy.allow_negative {
                Unmoved::BelowZero
            } else {
                Unmoved::OutOfRange
            }
        })?;
        if policy.room(amount).contains(&after) { Ok(Self(after)) } else { Err(Unmoved::BelowZero) }
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::MOST_EXACT;

    const STRICT: WalletPolicy = WalletPolicy { allow_negative: false };
    const LENIENT: WalletPolicy = WalletPolicy { allow_negative: true };

    fn after(balance: i64, amount: i64, policy: &WalletPolicy) -> Result<i64, Unmoved> {
        let balance = Balance::parse(balance).unwrap();
        balance.after(Amount::parse(amount).unwrap(), policy).map(Balance::units)
    }

    #[test]
    fn a_balance_stays_above_zero_unless_that_is_allowed() {
        assert_eq!(after(10, -10, &STRICT), Ok(0));
        assert_eq!(after(10, -11, &STRICT), Err(Unmoved::BelowZero));
        assert_eq!(after(0, -MOST_EXACT, &STRICT), Err(Unmoved::BelowZero));
        assert_eq!(after(10, -11, &LENIENT), Ok(-1));
    }

    #[test]
    fn a_balance_below_zero_can_be_paid_off_even_where_it_is_allowed_no_more() {
        assert_eq!(after(-10, 3, &STRICT), Ok(-7));
        assert_eq!(after(-10, -1, &STRICT), Err(Unmoved::BelowZero));
        assert_eq!(after(-MOST_EXACT, -1, &STRICT), Err(Unmoved::BelowZero));
    }

    #[test]
    fn a_balance_ends_where_clients_could_not_read_it_exactly() {
        assert_eq!(after(MOST_EXACT - 1, 1, &STRICT), Ok(MOST_EXACT));
        assert_eq!(after(MOST_EXACT, 1, &STRICT), Err(Unmoved::OutOfRange));
        assert_eq!(after(MOST_EXACT, MOST_EXACT, &LENIENT), Err(Unmoved::OutOfRange));
        assert_eq!(after(-MOST_EXACT, -1, &LENIENT), Err(Unmoved::OutOfRange));
        assert_eq!(Balance::parse(i64::MAX), Err(OutOfRange));
        assert_eq!(Balance::parse(i64::MIN), Err(OutOfRange));
    }

    #[test]
    fn only_where_it_is_allowed_may_a_balance_be_set_below_zero() {
        let debt = Balance::parse(-1).unwrap();
        assert!(LENIENT.permits(debt) && !STRICT.permits(debt) && STRICT.permits(Balance::ZERO));
    }

    proptest! {
        #[test]
        fn whatever_moves_it_a_balance_is_the_sum_of_what_moved_it(
            amounts in prop::collection::vec(-MOST_EXACT..=MOST_EXACT, 0..50),
            small in prop::collection::vec(-100_i64..=100, 0..200),
            allow_negative: bool,
        ) {
            let policy = WalletPolicy { allow_negative };
            let (mut balance, mut moved) = (Balance::ZERO, 0_i128);
            for amount in amounts.into_iter().chain(small).filter_map(|units| Amount::parse(units).ok()) {
                if let Ok(after) = balance.after(amount, &policy) {
                    balance = after;
                    moved += i128::from(amount.units());
                }
                prop_assert_eq!(i128::from(balance.units()), moved);
                prop_assert!(allow_negative || balance >= Balance::ZERO);
                prop_assert!(Balance::parse(balance.units()).is_ok());
            }
        }
    }
}
