//! What makes a call harmless to repeat. Must not know what the call does.

use std::fmt;

use thiserror::Error;

/// A text that a client makes up once for each thing it wants done, and sends again when it has to ask again.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// Why a text is no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a key has 1 to 255 visible characters of ASCII")]
pub struct InvalidIdempotencyKey;

impl IdempotencyKey {
    /// The most characters a key may have.
    pub const MAX_LENGTH: usize = 255;

    /// Reads a key as it came.
    ///
    /// # Errors
    /// [`InvalidIdempotencyKey`].
    pub fn parse(raw: &str) -> Result<Self, InvalidIdempotencyKey> {
        let text = raw.trim();
        let is_fine = (1..=Self::MAX_LENGTH).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if is_fine { Ok(Self(text.to_owned())) } else { Err(InvalidIdempotencyKey) }
    }

    /// The key as a store gives it back.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_short_visible_text() {
        for key in ["7", "8e03978e-40d5-43e8-bc93-6894a57f9324", "\"quoted\"", "hand 7, round 2"] {
            assert_eq!(IdempotencyKey::parse(key).unwrap().as_str(), key);
        }
        assert_eq!(IdempotencyKey::parse(" 7 ").unwrap().as_str(), "7");
        let (longest, longer) = ("x".repeat(255), "x".repeat(256));
        IdempotencyKey::parse(&longest).unwrap();
        for odd in ["", "  ", "a\nb", "a\tb", "é", "\u{0}", "\u{7f}", &longer] {
            assert_eq!(IdempotencyKey::parse(odd), Err(InvalidIdempotencyKey), "{odd:?}");
        }
    }
}
