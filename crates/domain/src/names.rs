//! What people call themselves, beside the name they sign in with.

use std::fmt;

use thiserror::Error;

use crate::email::is_unseen;

/// A first or a last name: any characters that can be seen.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidName {
    /// It has more than [`PersonName::MAX_LENGTH`] characters.
    #[error("longer than 150 characters")]
    TooLong,
    /// It holds control or invisible characters.
    #[error("characters that cannot be seen")]
    Characters,
}

impl PersonName {
    /// The most characters a name may have.
    pub const MAX_LENGTH: usize = 150;

    /// Reads a name; `None` for one without characters, which is how a form takes a name away.
    ///
    /// # Errors
    /// [`InvalidName`].
    pub fn parse(raw: &str) -> Result<Option<Self>, InvalidName> {
        let text = raw.trim();
        if text.chars().count() > Self::MAX_LENGTH {
            return Err(InvalidName::TooLong);
        }
        if text.chars().any(|c| c != ' ' && is_unseen(c)) {
            return Err(InvalidName::Characters);
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    /// The name as a store gives it back.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The names of one account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonNames {
    /// The first name, if there is one.
    pub first: Option<PersonName>,
    /// The last name, if there is one.
    pub last: Option<PersonName>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Result<Option<String>, InvalidName> {
        PersonName::parse(raw).map(|name| name.map(|name| name.as_str().to_owned()))
    }

    #[test]
    fn a_name_is_any_visible_text() {
        assert_eq!(read(" Zoë d'Été "), Ok(Some("Zoë d'Été".into())));
        assert_eq!(read("  "), Ok(None));
        assert_eq!(read(&"é".repeat(150)).unwrap().unwrap().chars().count(), 150);
        assert_eq!(read(&"é".repeat(151)), Err(InvalidName::TooLong));
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for raw in ["a\nb", "a\0b", "a\u{202e}b", "a\u{200b}b"] {
            assert_eq!(read(raw), Err(InvalidName::Characters), "{raw:?}");
        }
    }
}
