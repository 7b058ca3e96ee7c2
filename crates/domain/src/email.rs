//! What an email address is and when two are the same.

use std::fmt;

use email_address::Options;
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use thiserror::Error;

use crate::CanonicalKey;

/// An address that mail can be sent to, as its owner typed it, with the key that makes it unique.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    key: CanonicalKey,
}

/// Why a text is no email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidEmail {
    /// It is not of the form `local@domain.tld`, or holds characters nobody can see.
    #[error("not an email address")]
    Malformed,
    /// It has more than [`EmailAddress::MAX_LENGTH`] characters.
    #[error("longer than 254 characters")]
    TooLong,
}

impl EmailAddress {
    /// The most characters an address may have (RFC 5321, 4.5.3.1.3).
    pub const MAX_LENGTH: usize = 254;

    /// Reads an address without white space around it.
    ///
    /// # Errors
    /// [`InvalidEmail`] names the rule that refused.
    pub fn parse(raw: &str) -> Result<Self, InvalidEmail> {
        if raw.chars().count() > Self::MAX_LENGTH {
            return Err(InvalidEmail::TooLong);
        }
        // Composed, because a domain is only read in that form; decomposed it is the same address.
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(raw);
        let raw = composed.as_ref();
        let options = Options::default().without_display_text().without_domain_literal();
        let parsed = email_address::EmailAddress::parse_with_options(raw, options)
            .map_err(|_| InvalidEmail::Malformed)?;
        if raw.chars().any(is_unseen) {
            return Err(InvalidEmail::Malformed);
        }
        let domain = idna::domain_to_ascii_strict(parsed.domain()).map_err(|_| InvalidEmail::Malformed)?;
        if !domain.contains('.') && domain != "localhost" {
            return Err(InvalidEmail::Malformed);
        }
        let key = CanonicalKey::of_parts(&CanonicalKey::of(parsed.local_part()), &domain);
        Ok(Self { text: raw.to_owned(), key })
    }

    /// The address as a store gives it back: it was parsed before it was stored.
    #[must_use]
    pub fn stored(text: String, key: CanonicalKey) -> Self {
        Self { text, key }
    }

    /// The address as typed: what mail is sent to and what people are shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.text.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands behind the `@`, in ASCII and lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.key.as_str().rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What makes it unique: local part folded, domain in ASCII.
    #[must_use]
    pub fn key(&self) -> &CanonicalKey {
        &self.key
    }
}

/// Whether a character leaves no mark of its own, so that two texts could look alike.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control() || c.is_whitespace() || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(raw: &str) -> String {
        EmailAddress::parse(raw).unwrap().key().as_str().to_owned()
    }

    #[test]
    fn ordinary_addresses_are_read() {
        for raw in ["user@example.com", "a.b+c@sub.example.org", "o'neil@example.ie", "root@localhost"] {
            assert_eq!(EmailAddress::parse(raw).unwrap().as_str(), raw);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for raw in [
            "",
            "user",
            "@example.com",
            "user@",
            "user@example",
            "a b@example.com",
            "a@b@example.com",
            "Ann <ann@example.com>",
            "a@[127.0.0.1]",
            "a\0@example.com",
            "a\u{200b}@example.com",
            "a@exa mple.com",
        ] {
            assert_eq!(EmailAddress::parse(raw), Err(InvalidEmail::Malformed), "{raw:?}");
        }
    }

    #[test]
    fn an_address_has_at_most_254_characters() {
        let domain = format!("{}.example.com", ["d".repeat(60), "e".repeat(60), "f".repeat(60)].join("."));
        let longest = format!("{}@{domain}", "l".repeat(254 - domain.len() - 1));
        assert!(EmailAddress::parse(&longest).is_ok());
        assert_eq!(EmailAddress::parse(&format!("l{longest}")), Err(InvalidEmail::TooLong));
    }

    #[test]
    fn case_and_the_spelling_of_the_domain_do_not_make_another_address() {
        assert_eq!(key("User@EXAMPLE.com"), "user@example.com");
        assert_eq!(key("u@bücher.example"), key("u@xn--bcher-kva.example"));
        assert_eq!(key("u@bu\u{308}cher.example"), key("u@bücher.example"));
    }
}
