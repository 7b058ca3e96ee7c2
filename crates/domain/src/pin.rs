//! What a PIN is, and which ones may be chosen. Must not know how one is hashed.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// A PIN as somebody typed it: a second check within a session, never a way in.
#[derive(Clone)]
pub struct Pin(SecretString);

/// Why a PIN may not be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidPin {
    /// It is not made of four to eight digits.
    #[error("not four to eight digits")]
    Form,
    /// All its digits are the same, or they count up or down.
    #[error("too easily guessed")]
    Guessable,
}

impl Pin {
    /// The fewest digits.
    pub const MIN_LENGTH: usize = 4;
    /// The most digits.
    pub const MAX_LENGTH: usize = 8;

    /// Any text may be tried as a PIN.
    #[must_use]
    pub fn given(raw: String) -> Self {
        Self(raw.into())
    }

    /// Reads one that is to be kept: four to eight digits, not all the same, not a plain run.
    ///
    /// # Errors
    /// [`InvalidPin`] names the rule that refused.
    pub fn choose(raw: &str) -> Result<Self, InvalidPin> {
        let in_length = (Self::MIN_LENGTH..=Self::MAX_LENGTH).contains(&raw.len());
        if !in_length || !raw.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidPin::Form);
        }
        let steps: Vec<i16> =
            raw.as_bytes().windows(2).filter_map(|pair| Some(step(*pair.first()?, *pair.last()?))).collect();
        let first = steps.first().copied().unwrap_or_default();
        if (-1..=1).contains(&first) && steps.iter().all(|step| *step == first) {
            return Err(InvalidPin::Guessable);
        }
        Ok(Self::given(raw.to_owned()))
    }

    /// The plain text, for the hasher.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

fn step(from: u8, to: u8) -> i16 {
    i16::from(to) - i16::from(from)
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(raw: &str) -> Option<InvalidPin> {
        Pin::choose(raw).err()
    }

    #[test]
    fn four_to_eight_digits_are_a_pin() {
        for raw in ["4826", "48261739", "0042", "1235", "9870"] {
            assert_eq!(judged(raw), None, "{raw}");
        }
        for raw in ["", "482", "482617395", "48a6", "４８２６", "-482", " 4826"] {
            assert_eq!(judged(raw), Some(InvalidPin::Form), "{raw:?}");
        }
    }

    #[test]
    fn what_anybody_would_try_first_is_refused() {
        for raw in ["0000", "77777777", "1234", "4321", "3456789", "98765"] {
            assert_eq!(judged(raw), Some(InvalidPin::Guessable), "{raw}");
        }
    }

    #[test]
    fn a_pin_does_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", Pin::given("4826".into())), "Pin(…)");
    }
}
