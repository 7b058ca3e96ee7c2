//! What an app keeps beside an account, in its own words.

use std::fmt;

use thiserror::Error;

/// A JSON document of an app's own: kept as it came, not looked into.
#[derive(Clone, PartialEq, Eq)]
pub struct JsonText(String);

/// The document is longer than [`JsonText::MAX_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("longer than 16 KiB")]
pub struct TooLarge;

impl JsonText {
    /// The most bytes a document may have, written without white space.
    pub const MAX_BYTES: usize = 16 * 1024;

    /// Takes a document that whoever read it has written as JSON again.
    ///
    /// # Errors
    /// [`TooLarge`].
    pub fn written(json: String) -> Result<Self, TooLarge> {
        if json.len() > Self::MAX_BYTES { Err(TooLarge) } else { Ok(Self(json)) }
    }

    /// The document as a store gives it back.
    #[must_use]
    pub fn stored(json: String) -> Self {
        Self(json)
    }

    /// The document.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// It may hold anything, so it is not for the log.
impl fmt::Debug for JsonText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonText({} bytes)", self.0.len())
    }
}

/// The documents of one account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AppData {
    /// Shown to everybody who sees the account.
    pub public: Option<JsonText>,
    /// Shown to its owner alone.
    pub private: Option<JsonText>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_kibibytes_are_taken_and_no_more() {
        assert!(JsonText::written("0".repeat(JsonText::MAX_BYTES)).is_ok());
        assert_eq!(JsonText::written("0".repeat(JsonText::MAX_BYTES + 1)), Err(TooLarge));
    }

    #[test]
    fn what_is_in_it_does_not_show_in_debug_output() {
        let text = JsonText::stored("{\"diary\":\"…\"}".into());
        assert!(!format!("{text:?}").contains("diary"));
    }
}
