//! What two people say to each other.

use std::fmt;

use thiserror::Error;

use crate::{AccountId, Attachment, Timestamp};

/// A conversation's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConversationId(pub i64);

/// A message's number: rising within a conversation, among all that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub i64);

/// A message's place in its conversation: 1, 2, 3, …, with no gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seq(pub i64);

impl Seq {
    /// Before the first message.
    pub const START: Self = Self(0);
}

/// The two of a conversation; `None` for one whose account is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Members {
    /// Who began it.
    pub initiator: Option<AccountId>,
    /// With whom.
    pub receiver: Option<AccountId>,
}

impl Members {
    /// Whether this is one of them.
    #[must_use]
    pub fn has(self, account: AccountId) -> bool {
        self.present().any(|member| member == account)
    }

    /// Whom `member` talks to, while that account is there.
    #[must_use]
    pub fn other(self, member: AccountId) -> Option<AccountId> {
        self.present().find(|other| *other != member)
    }

    /// Those whose accounts are there.
    pub fn present(self) -> impl Iterator<Item = AccountId> {
        [self.initiator, self.receiver].into_iter().flatten()
    }
}

/// A conversation of two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its number.
    pub id: ConversationId,
    /// Who talks.
    pub members: Members,
    /// The place of its last message; [`Seq::START`] while there is none.
    pub last_seq: Seq,
    /// When it was begun.
    pub started_at: Timestamp,
    /// When something was last said in it; when it was begun, while nothing was.
    pub active_at: Timestamp,
}

/// A message, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: MessageId,
    /// Where it was said.
    pub conversation: ConversationId,
    /// Its place there.
    pub seq: Seq,
    /// Who said it; `None` once that account is gone.
    pub sender: Option<AccountId>,
    /// What its sender's client called it, so that a repeat is told from another message.
    pub client_id: Option<ClientId>,
    /// What was said; without characters only beside an attachment.
    pub text: String,
    /// What came with it.
    pub attachment: Option<Attachment>,
    /// When it was stored.
    pub sent_at: Timestamp,
}

/// A text that can be sent: 1 to 4,000 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText(String);

/// Why a text cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidMessage {
    /// It has no characters.
    #[error("blank")]
    Blank,
    /// It has more than [`MessageText::MAX_LENGTH`] characters.
    #[error("longer than 4,000 characters")]
    TooLong,
    /// It holds a NUL, which no text of a database does.
    #[error("a character that is not allowed")]
    Characters,
}

impl MessageText {
    /// The most characters.
    pub const MAX_LENGTH: usize = 4_000;

    /// Reads what somebody wants to say.
    ///
    /// # Errors
    /// [`InvalidMessage`] names the rule that refused.
    pub fn parse(raw: &str) -> Result<Self, InvalidMessage> {
        if raw.trim().is_empty() {
            return Err(InvalidMessage::Blank);
        }
        // Bytes first: no text of so many characters has more, and counting takes time.
        if raw.len() > Self::MAX_LENGTH * 4 || raw.chars().count() > Self::MAX_LENGTH {
            return Err(InvalidMessage::TooLong);
        }
        if raw.contains('\0') {
            return Err(InvalidMessage::Characters);
        }
        Ok(Self(raw.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a client calls a message before the service does: 1 to 64 printable ASCII characters, unlike for each
/// message of one sender in one conversation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(String);

/// A text that is no [`ClientId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not 1 to 64 printable ASCII characters")]
pub struct InvalidClientId;

impl ClientId {
    /// The most characters.
    pub const MAX_LENGTH: usize = 64;

    /// Reads one.
    ///
    /// # Errors
    /// [`InvalidClientId`].
    pub fn parse(raw: &str) -> Result<Self, InvalidClientId> {
        let is_one =
            (1..=Self::MAX_LENGTH).contains(&raw.len()) && raw.bytes().all(|byte| byte.is_ascii_graphic());
        if is_one { Ok(Self(raw.to_owned())) } else { Err(InvalidClientId) }
    }

    /// One as a store gives it back.
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

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_1_to_4000_characters_of_any_script() {
        for text in ["a", "岩", &"🙂".repeat(4_000), "two\nlines\tand a tab"] {
            assert_eq!(MessageText::parse(text).unwrap().as_str(), text);
        }
        for blank in ["", " \n\t "] {
            assert_eq!(MessageText::parse(blank), Err(InvalidMessage::Blank));
        }
        for long in ["🙂".repeat(4_001), "a".repeat(4_001), "a".repeat(100_000)] {
            assert_eq!(MessageText::parse(&long), Err(InvalidMessage::TooLong));
        }
        assert_eq!(MessageText::parse("a\0b"), Err(InvalidMessage::Characters));
    }

    #[test]
    fn a_client_s_name_for_a_message_is_short_and_plain() {
        for right in ["1", "4075dd6b-c9ba-1349-0b49-33231b693532", &"x".repeat(64)] {
            assert_eq!(ClientId::parse(right).unwrap().as_str(), right);
        }
        for wrong in ["", " ", "a b", "é", "a\n", &"x".repeat(65)] {
            assert_eq!(ClientId::parse(wrong), Err(InvalidClientId), "{wrong:?}");
        }
    }

    #[test]
    fn members_know_each_other_as_long_as_they_are_there() {
        let (ann, ben) = (AccountId(7), AccountId(3));
        let both = Members { initiator: Some(ann), receiver: Some(ben) };
        assert_eq!((both.other(ann), both.other(ben)), (Some(ben), Some(ann)));
        assert!(both.has(ann) && both.has(ben) && !both.has(AccountId(5)));
        let alone = Members { initiator: None, receiver: Some(ben) };
        assert_eq!(alone.other(ben), None);
        assert!(!alone.has(ann));
    }
}
