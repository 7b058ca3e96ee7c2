//! Keys by which other back ends act: what they may, and the secret that they show.

use std::collections::BTreeSet;
use std::fmt;

use crate::{Scope, ServiceKeyId, Timestamp};

/// What another back end shows: 192 random bits behind a word by which people, and programs that look for
/// secrets in the wrong places, know it. Never shown by `Debug`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ServiceSecret([u8; 24]);

impl ServiceSecret {
    const PREFIX: &str = "pk_";

    /// The secret that random bytes make.
    #[must_use]
    pub fn drawn(bytes: [u8; 24]) -> Self {
        Self(bytes)
    }

    /// Reads the text form. Anything else is no secret of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix(Self::PREFIX).filter(|digits| digits.len() == 48)?;
        let is_ours = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let (high, low) = digits.bytes().all(is_ours).then(|| digits.split_at(16))?;
        let high = u64::from_str_radix(high, 16).ok()?.to_be_bytes();
        let low = u128::from_str_radix(low, 16).ok()?.to_be_bytes();
        let mut bytes = [0; 24];
        for (byte, read) in bytes.iter_mut().zip(high.into_iter().chain(low)) {
            *byte = read;
        }
        Some(Self(bytes))
    }

    /// The text form, for its holder alone.
    #[must_use]
    pub fn expose(&self) -> String {
        self.0.iter().fold(Self::PREFIX.to_owned(), |text, byte| text + &format!("{byte:02x}"))
    }
}

impl fmt::Debug for ServiceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceSecret(…)")
    }
}

/// By what people tell one key from another: any text of up to 100 characters that can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceKeyName(String);

/// Why a text is no name of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidServiceKeyName {
    /// It has no characters.
    #[error("a name has at least one character")]
    Blank,
    /// It has too many.
    #[error("a name has at most 100 characters")]
    TooLong,
    /// Some of them cannot be seen.
    #[error("a name has no control characters")]
    Characters,
}

impl ServiceKeyName {
    /// How many characters it may have.
    pub const MAX_LENGTH: usize = 100;

    /// Reads a name as a person typed it.
    ///
    /// # Errors
    /// [`InvalidServiceKeyName`].
    pub fn parse(raw: &str) -> Result<Self, InvalidServiceKeyName> {
        let name = raw.trim();
        if name.is_empty() {
            return Err(InvalidServiceKeyName::Blank);
        }
        if name.chars().count() > Self::MAX_LENGTH {
            return Err(InvalidServiceKeyName::TooLong);
        }
        if name.chars().any(char::is_control) {
            return Err(InvalidServiceKeyName::Characters);
        }
        Ok(Self(name.to_owned()))
    }

    /// A name as a store gives it back.
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

/// What a key is good for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Each of them, once.
    #[must_use]
    pub fn of(scopes: impl IntoIterator<Item = Scope>) -> Self {
        Self(scopes.into_iter().collect())
    }

    /// Reads the stored words back. One that this program does not know is good for nothing in it.
    #[must_use]
    pub fn stored(words: &str) -> Self {
        Self::of(words.split(' ').filter_map(Scope::parse))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is one of them.
    #[must_use]
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Their words, in an order of their own.
    #[must_use]
    pub fn words(&self) -> Vec<&'static str> {
        self.0.iter().map(|scope| scope.as_str()).collect()
    }
}

/// The words with a space between two, as they are stored and as OAuth writes them (RFC 6749, 3.3).
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(" "))
    }
}

/// A key that somebody made for another back end. Its secret was shown then, and is not known any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceKey {
    /// Its number.
    pub id: ServiceKeyId,
    /// By what people tell it from others.
    pub name: ServiceKeyName,
    /// What it is good for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last shown, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was taken back, if it was.
    pub revoked_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s29_a_secret_has_192_bits_reads_back_and_shows_itself_to_nobody_else() {
        let mut bytes = [0; 24];
        for (number, byte) in (0..).zip(&mut bytes) {
            *byte = number * 11;
        }
        let secret = ServiceSecret::drawn(bytes);
        assert_eq!(secret.expose(), "pk_000b16212c37424d58636e79848f9aa5b0bbc6d1dce7f2fd");
        assert_eq!(ServiceSecret::parse(&secret.expose()), Some(secret));
        assert_eq!(format!("{secret:?}"), "ServiceSecret(…)");
    }

    #[test]
    fn anything_else_is_no_secret_but_may_be_meant_as_one() {
        let good = ServiceSecret::drawn([0xab; 24]).expose();
        let odd = [
            good.to_uppercase(),
            good.replace("pk_", "PK_"),
            format!("{good}0"),
            format!(" {good}"),
            good[..50].to_owned(),
            "pk_".to_owned(),
            format!("pk_{}", "é".repeat(24)),
            format!("pk_+{}", "0".repeat(47)),
        ];
        for text in odd {
            assert_eq!(ServiceSecret::parse(&text), None, "{text}");
        }
    }

    #[test]
    fn a_name_can_be_seen_and_is_not_too_long() {
        assert_eq!(ServiceKeyName::parse(" card table ").unwrap().as_str(), "card table");
        assert!(ServiceKeyName::parse(&"é".repeat(100)).is_ok());
        assert_eq!(ServiceKeyName::parse(&"é".repeat(101)), Err(InvalidServiceKeyName::TooLong));
        assert_eq!(ServiceKeyName::parse(" \t"), Err(InvalidServiceKeyName::Blank));
        assert_eq!(ServiceKeyName::parse("a\nb"), Err(InvalidServiceKeyName::Characters));
    }

    #[test]
    fn scopes_read_back_and_unknown_ones_are_good_for_nothing() {
        let scopes = Scopes::of([Scope::WalletWrite, Scope::AccountsRead, Scope::WalletWrite]);
        assert_eq!(scopes.to_string(), "accounts:read wallet:write");
        assert_eq!(Scopes::stored(&scopes.to_string()), scopes);
        assert!(scopes.has(Scope::WalletWrite) && !scopes.has(Scope::ScoresWrite));
        assert_eq!(Scopes::stored("wallet:write moon:write"), Scopes::of([Scope::WalletWrite]));
        assert!(Scopes::stored("").is_empty());
    }
}
