//! Why a balance moved, in the words of whoever moved it.

use std::fmt;

use thiserror::Error;

use crate::email::is_unseen;

/// A short text that people can read.
#[derive(Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why a text is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidReason {
    /// It has no characters.
    #[error("no characters")]
    Blank,
    /// It has more than [`Reason::MAX_LENGTH`] characters.
    #[error("longer than 200 characters")]
    TooLong,
    /// It holds control or invisible characters.
    #[error("characters that cannot be seen")]
    Characters,
}

impl Reason {
    /// The most characters a reason may have.
    pub const MAX_LENGTH: usize = 200;

    /// Reads a reason.
    ///
    /// # Errors
    /// [`InvalidReason`].
    pub fn parse(raw: &str) -> Result<Self, InvalidReason> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(InvalidReason::Blank);
        }
        if text.chars().count() > Self::MAX_LENGTH {
            return Err(InvalidReason::TooLong);
        }
        if text.chars().any(|c| c != ' ' && is_unseen(c)) {
            return Err(InvalidReason::Characters);
        }
        Ok(Self(text.to_owned()))
    }

    /// The reason as a store gives it back.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_short_text_that_can_be_read() {
        assert_eq!(Reason::parse("  won a hand \u{a0}").unwrap().as_str(), "won a hand");
        Reason::parse(&"é".repeat(200)).unwrap();
        assert_eq!(Reason::parse(" \n"), Err(InvalidReason::Blank));
        assert_eq!(Reason::parse(&"é".repeat(201)), Err(InvalidReason::TooLong));
        for text in ["a\nb", "a\u{0}b", "a\u{202e}b", "a\u{200b}b"] {
            assert_eq!(Reason::parse(text), Err(InvalidReason::Characters), "{text:?}");
        }
    }
}
