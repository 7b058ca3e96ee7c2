//! The lines of a ledger. Nothing changes one that was written.

use std::fmt;

use super::{Amount, Balance, Reason};
use crate::{AccountId, Actor, IdempotencyKey, ServiceKeyId, Timestamp};

/// An entry's number. Later entries of an account have higher ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub i64);

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who answers for a change, wherever it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Author {
    /// An administrator, or whoever acts for themselves.
    Account(AccountId),
    /// Another back end, by its service key.
    Service(ServiceKeyId),
    /// Somebody at the command line of the machine.
    Operator,
}

impl Author {
    /// Who answers for what an actor does; nobody, for one that showed no credential.
    #[must_use]
    pub fn of(actor: Actor) -> Option<Self> {
        match actor {
            Actor::Anyone(_) => None,
            Actor::Account(id, _) => Some(Self::Account(id)),
            Actor::Service(key, _) => Some(Self::Service(key)),
            Actor::Operator => Some(Self::Operator),
        }
    }

    /// The word under which it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Service(_) => "service",
            Self::Operator => "operator",
        }
    }

    /// The number that goes with the word.
    #[must_use]
    pub fn id(self) -> Option<i64> {
        match self {
            Self::Account(id) => Some(id.0),
            Self::Service(key) => Some(key.0),
            Self::Operator => None,
        }
    }

    /// Reads word and number back.
    #[must_use]
    pub fn stored(word: &str, id: Option<i64>) -> Option<Self> {
        match (word, id) {
            ("account", Some(id)) => Some(Self::Account(AccountId(id))),
            ("service", Some(id)) => Some(Self::Service(ServiceKeyId(id))),
            ("operator", None) => Some(Self::Operator),
            _ => None,
        }
    }
}

/// An entry that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Whose balance moved.
    pub account: AccountId,
    /// By what; nothing, where a balance was set to what it was.
    pub amount: Amount,
    /// Where it stood then.
    pub balance_after: Balance,
    /// Who moved it.
    pub author: Author,
    /// Why.
    pub reason: Reason,
    /// What the call could be repeated by.
    pub key: Option<IdempotencyKey>,
    /// When.
    pub at: Timestamp,
}

/// An entry as it stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: EntryId,
    /// What it says.
    pub said: NewEntry,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ClientAddress;

    #[test]
    fn an_author_reads_back_from_its_word_and_number() {
        for author in [Author::Account(AccountId(7)), Author::Service(ServiceKeyId(7)), Author::Operator] {
            assert_eq!(Author::stored(author.as_str(), author.id()), Some(author));
        }
        for (word, id) in [("account", None), ("operator", Some(7)), ("anyone", None), ("", None)] {
            assert_eq!(Author::stored(word, id), None);
        }
    }

    #[test]
    fn whoever_showed_no_credential_answers_for_nothing() {
        assert_eq!(Author::of(Actor::Anyone(ClientAddress::Unknown)), None);
        let account = Actor::Account(AccountId(7), ClientAddress::Unknown);
        assert_eq!(Author::of(account), Some(Author::Account(AccountId(7))));
    }
}
