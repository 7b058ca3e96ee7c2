//! What a username is.

use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;
use thiserror::Error;

use crate::email::is_unseen;
use crate::{CanonicalKey, EmailAddress};

/// A name that people are known by and may sign in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Username {
    text: String,
    key: CanonicalKey,
}

/// Why a text is no username.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidUsername {
    /// It has no characters.
    #[error("blank")]
    Blank,
    /// It has more than [`Username::MAX_LENGTH`] characters.
    #[error("longer than 150 characters")]
    TooLong,
    /// It holds something else than letters, digits, single inner spaces and `. + - _`.
    #[error("characters that are not allowed")]
    Characters,
}

impl Username {
    /// The most characters a name may have, unless it is the account's own email.
    pub const MAX_LENGTH: usize = 150;

    /// Reads a name: 1 to 150 letters, digits, single inner spaces and `. + - _`, brought into the
    /// composed compatibility form (NFKC).
    ///
    /// # Errors
    /// [`InvalidUsername`] names the rule that refused.
    pub fn parse(raw: &str) -> Result<Self, InvalidUsername> {
        let text = ComposingNormalizerBorrowed::new_nfkc().normalize(raw).into_owned();
        if text.is_empty() {
            return Err(InvalidUsername::Blank);
        }
        if text.chars().count() > Self::MAX_LENGTH {
            return Err(InvalidUsername::TooLong);
        }
        let outer_space = text.starts_with(' ') || text.ends_with(' ');
        if outer_space || text.contains("  ") || !text.chars().all(is_allowed) {
            return Err(InvalidUsername::Characters);
        }
        let key = CanonicalKey::of(&text);
        Ok(Self { text, key })
    }

    /// The name as a store gives it back: it was parsed before it was stored.
    #[must_use]
    pub fn stored(text: String, key: CanonicalKey) -> Self {
        Self { text, key }
    }

    /// The name as shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is an email, which is for its owner to tell.
    #[must_use]
    pub fn is_address(&self) -> bool {
        self.text.contains('@')
    }

    /// What makes it unique.
    #[must_use]
    pub fn key(&self) -> &CanonicalKey {
        &self.key
    }
}

/// How a name begins that somebody looks for. It holds no `@`: who is called by an email is not found by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePrefix(CanonicalKey);

impl NamePrefix {
    /// Reads the beginning of a name.
    ///
    /// # Errors
    /// [`InvalidUsername`] where no name begins like that.
    pub fn parse(raw: &str) -> Result<Self, InvalidUsername> {
        Username::parse(raw).map(|name| Self(name.key))
    }

    /// The form in which names are compared.
    #[must_use]
    pub fn key(&self) -> &CanonicalKey {
        &self.0
    }
}

/// The name an account starts with when its owner gives only an email.
impl From<&EmailAddress> for Username {
    fn from(email: &EmailAddress) -> Self {
        Self { text: email.as_str().to_owned(), key: email.key().clone() }
    }
}

/// A name that somebody asks for. It may be an email address, but then only that of the account it is for;
/// no other name may contain `@`, so that a name never reads as somebody else's address.
#[derive(Debug, Clone)]
pub enum RequestedUsername {
    /// An ordinary name.
    Name(Username),
    /// An address.
    Address(EmailAddress),
}

impl RequestedUsername {
    /// Reads a name or an address.
    ///
    /// # Errors
    /// [`InvalidUsername`] names the rule that refused.
    pub fn parse(raw: &str) -> Result<Self, InvalidUsername> {
        match EmailAddress::parse(raw) {
            Ok(address) => Ok(Self::Address(address)),
            Err(_) => Username::parse(raw).map(Self::Name),
        }
    }

    /// The name, if an account with `own_email` may have it.
    ///
    /// # Errors
    /// [`InvalidUsername::Characters`] for an address that is not its own.
    pub fn for_account(self, own_email: Option<&EmailAddress>) -> Result<Username, InvalidUsername> {
        match (self, own_email) {
            (Self::Name(name), _) => Ok(name),
            (Self::Address(address), Some(own)) if address.key() == own.key() => Ok(Username::from(own)),
            (Self::Address(_), _) => Err(InvalidUsername::Characters),
        }
    }
}

fn is_allowed(c: char) -> bool {
    matches!(c, ' ' | '.' | '+' | '-' | '_') || (c.is_alphanumeric() && !is_unseen(c))
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &str) -> Result<String, InvalidUsername> {
        Username::parse(raw).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn letters_of_any_script_digits_and_some_marks_are_a_name() {
        for raw in ["john", "John Smith", "j.s+x-y_z", "Łukasz 7", "岩田", "x"] {
            assert_eq!(parse(raw).as_deref(), Ok(raw));
        }
        assert_eq!(parse("ｊｏｈｎ").as_deref(), Ok("john"), "compatibility forms are made one");
        assert_eq!(parse("e\u{301}ric").as_deref(), Ok("éric"));
    }

    #[test]
    fn what_cannot_be_seen_or_told_apart_is_refused() {
        let refused = [
            "a  b",
            " a",
            "a ",
            "a\tb",
            "a\0b",
            "a\u{200b}b",
            "\u{3164}",
            "a\u{202e}b",
            "a/b",
            "a@b",
            "me@example.com",
            "<b>",
        ];
        for raw in refused {
            assert_eq!(parse(raw), Err(InvalidUsername::Characters), "{raw:?}");
        }
        assert_eq!(parse(""), Err(InvalidUsername::Blank));
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(parse(&"é".repeat(150)).is_ok());
        assert_eq!(parse(&"é".repeat(151)), Err(InvalidUsername::TooLong));
    }

    #[test]
    fn only_the_own_email_may_be_a_name_with_an_at_sign() {
        let own = EmailAddress::parse("Ann@example.com").unwrap();
        let requested = |raw| RequestedUsername::parse(raw).unwrap();
        let name = requested("ann@EXAMPLE.com").for_account(Some(&own)).unwrap();
        assert_eq!((name.as_str(), name.key()), ("Ann@example.com", own.key()));
        for email in [Some(&own), None] {
            let refused = requested("bob@example.com").for_account(email);
            assert_eq!(refused, Err(InvalidUsername::Characters));
            assert_eq!(requested("bob").for_account(email).unwrap().as_str(), "bob");
        }
    }
}
