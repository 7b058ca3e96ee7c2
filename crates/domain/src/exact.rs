//! Whole numbers that every JSON client reads exactly: RFC 8259, 6, has them in IEEE 754 doubles.

use thiserror::Error;

/// The largest size that a balance, an amount or a score may have, above zero and below: 2^53 − 1.
pub const MOST_EXACT: i64 = (1 << 53) - 1;

/// The number is larger in size than [`MOST_EXACT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("beyond 2^53 - 1 in size")]
pub struct OutOfRange;

/// The number, if it is not too large in size. `i64::MIN` has no size in 64 bits, so nothing is negated here.
pub(crate) fn exact(number: i64) -> Result<i64, OutOfRange> {
    if (-MOST_EXACT..=MOST_EXACT).contains(&number) { Ok(number) } else { Err(OutOfRange) }
}

/// The sum, if it is not too large in size.
pub(crate) fn sum(one: i64, other: i64) -> Result<i64, OutOfRange> {
    one.checked_add(other).ok_or(OutOfRange).and_then(exact)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_edges_are_exact_and_what_is_beyond_them_is_not() {
        assert_eq!(MOST_EXACT, 9_007_199_254_740_991);
        for number in [0, 1, -1, MOST_EXACT, -MOST_EXACT] {
            assert_eq!(exact(number), Ok(number));
        }
        for number in [MOST_EXACT + 1, -MOST_EXACT - 1, i64::MAX, i64::MIN, i64::MIN + 1] {
            assert_eq!(exact(number), Err(OutOfRange), "{number}");
        }
        assert_eq!(sum(i64::MAX, i64::MAX), Err(OutOfRange));
        assert_eq!(sum(i64::MIN, i64::MIN), Err(OutOfRange));
    }

    proptest! {
        #[test]
        fn a_sum_is_what_128_bits_say(one: i64, other: i64) {
            let wide = i128::from(one) + i128::from(other);
            let wanted = i64::try_from(wide).ok().filter(|sum| i128::from(*sum).abs() <= i128::from(MOST_EXACT));
            prop_assert_eq!(sum(one, other).ok(), wanted);
        }
    }
}
