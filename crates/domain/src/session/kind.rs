//! By what a session is used, and how it is renewed.

use std::fmt;
use std::fmt::Write as _;

/// What a session's client shows and how it stays signed in. A session keeps its kind, and no other kind's
/// way of renewing works on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionKind {
    /// An access token, and a refresh credential that rotates.
    Pair,
    /// One access token that lives as long as the session, made anew on request.
    Single,
    /// A pair, and an opaque token that lives as long as the session.
    Triple,
    /// An opaque secret in a browser's cookie, renewed by being used.
    Cookie,
}

impl SessionKind {
    const ALL: [Self; 4] = [Self::Pair, Self::Single, Self::Triple, Self::Cookie];

    /// The word under which it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pair => "pair",
            Self::Single => "single",
            Self::Triple => "triple",
            Self::Cookie => "cookie",
        }
    }

    /// Reads the stored word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it has a refresh credential.
    #[must_use]
    pub fn rotates(self) -> bool {
        match self {
            Self::Pair | Self::Triple => true,
            Self::Single | Self::Cookie => false,
        }
    }
}

/// An opaque credential of one session: 160 random bits, written as 40 lower-case hexadecimal digits. Only its
/// digest is kept. Never shown by `Debug`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionSecret([u8; Self::BYTES]);

impl SessionSecret {
    /// How many random bytes it takes.
    pub const BYTES: usize = 20;

    /// The one that random bytes make.
    #[must_use]
    pub fn drawn(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// Reads the text form, as it was given out. Anything else is none of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let bytes: Option<Vec<u8>> =
            pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
        bytes.filter(|_| rest.is_empty()).and_then(|bytes| bytes.try_into().ok()).map(Self)
    }

    /// The text form, for its client alone.
    #[must_use]
    pub fn expose(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, byte| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

impl fmt::Debug for SessionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_for_a_kind_reads_back() {
        for kind in SessionKind::ALL {
            assert_eq!(SessionKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(SessionKind::parse("Pair"), None);
    }

    #[test]
    fn s29_a_secret_has_160_bits_and_shows_itself_to_nobody_else() {
        let secret = SessionSecret::drawn(std::array::from_fn(|at| u8::try_from(at * 13).unwrap()));
        assert_eq!(secret.expose(), "000d1a2734414e5b6875828f9ca9b6c3d0ddeaf7");
        assert_eq!(SessionSecret::parse(&secret.expose()), Some(secret));
        assert_eq!(format!("{secret:?}"), "SessionSecret(…)");
    }

    #[test]
    fn anything_else_is_no_secret() {
        let upper = "A".repeat(40);
        for text in ["", "0", &"g".repeat(40), &upper, &"0".repeat(39), &"0".repeat(41), &"0".repeat(42)] {
            assert_eq!(SessionSecret::parse(text), None, "{text}");
        }
    }
}
