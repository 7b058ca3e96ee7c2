//! What tells one of an account's own devices from a stranger's.

use crate::{DeviceToken, Network};

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
    fn what_a_client_calls_itself_is_cut_and_cleaned() {
        assert_eq!(UserAgent::read(" Parlor/1\r\n ").unwrap().as_str(), "Parlor/1");
        assert_eq!(UserAgent::read(&"x".repeat(999)).unwrap().as_str().len(), 200);
        assert_eq!(UserAgent::read(" \n"), None);
    }
}
