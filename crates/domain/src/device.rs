//! What tells one of an account's own devices from a stranger's.

use std::fmt;

use crate::Network;

/// Given to a device at a sign-in, and sent back by it at the next one: 128 random bits. It opens nothing;
/// it only lets wrong passwords of this device count apart from those of strangers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceToken([u8; 16]);

impl DeviceToken {
    /// The token that random bytes make.
    #[must_use]
    pub fn drawn(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads the text form: 32 hexadecimal digits. Anything else is no token of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_ours = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = is_ours.then(|| u128::from_str_radix(text, 16).ok())??;
        Some(Self(number.to_be_bytes()))
    }

    /// The text form, for the device alone.
    #[must_use]
    pub fn expose(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for DeviceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceToken(…)")
    }
}

/// A client that an account signed in from before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KnownClient {
    /// By its address, where that can be believed.
    Address(Network),
    /// By the token that it was given.
    Device(DeviceToken),
}

/// What a client calls itself (`User-Agent`): shown to the owner beside the session, believed by nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAgent(String);

impl UserAgent {
    const MAX_LENGTH: usize = 200;

    /// Reads what was sent: what can be seen of its first 200 characters; `None` if that is nothing.
    #[must_use]
    pub fn read(raw: &str) -> Option<Self> {
        let seen: String = raw.chars().filter(|letter| !letter.is_control()).take(Self::MAX_LENGTH).collect();
        let text = seen.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text as a store gives it back.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_shows_itself_to_nobody_else() {
        let token = DeviceToken::drawn([7; 16]);
        assert_eq!(DeviceToken::parse(&token.expose()), Some(token));
        assert_eq!(token.expose().len(), 32);
        assert!(!format!("{token:?}").contains('7'));
    }

    #[test]
    fn anything_else_is_no_token() {
        for text in ["", "0", &"g".repeat(32), &"0".repeat(33), &format!("+{}", "0".repeat(31))] {
            assert_eq!(DeviceToken::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_a_client_calls_itself_is_cut_and_cleaned() {
        assert_eq!(UserAgent::read(" Parlor/1\r\n ").unwrap().as_str(), "Parlor/1");
        assert_eq!(UserAgent::read(&"x".repeat(999)).unwrap().as_str().len(), 200);
        assert_eq!(UserAgent::read(" \n"), None);
    }
}
