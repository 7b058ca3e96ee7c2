//! The audit log as it is read back.

use crate::{AccountId, Actor, ServiceKeyId, SessionId, Timestamp};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number, counted on with each entry.
    pub id: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened, by the word of [`crate::AuditKind::as_str`]. A text, because an entry may be of a later
    /// version of this program.
    pub kind: String,
    /// Who did it, and from where.
    pub actor: Actor,
    /// To which account.
    pub account: Option<AccountId>,
    /// In which session.
    pub session: Option<SessionId>,
    /// To what else, by [`crate::AuditKind::subject`].
    pub subject: Option<i64>,
}

/// Which entries are wanted: those that all of it fits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// To which account something was done.
    pub account: Option<AccountId>,
    /// Who did it.
    pub actor: Option<ActorWanted>,
    /// What was done.
    pub kind: Option<String>,
    /// Since when.
    pub from: Option<Timestamp>,
    /// Until when, that instant excluded.
    pub until: Option<Timestamp>,
}

/// Whose doing is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorWanted {
    /// That of those who had shown no credential.
    Anyone,
    /// An account's.
    Account(AccountId),
    /// Another back end's.
    Service(ServiceKeyId),
    /// That at the command line.
    Operator,
}

impl ActorWanted {
    /// Reads `anyone`, `operator`, `account:7` or `service:7`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |digits: &str| digits.parse::<i64>().ok().filter(|number| *number > 0);
        match text.split_once(':') {
            None if text == "anyone" => Some(Self::Anyone),
            None if text == "operator" => Some(Self::Operator),
            Some(("account", digits)) => number(digits).map(|id| Self::Account(AccountId(id))),
            Some(("service", digits)) => number(digits).map(|id| Self::Service(ServiceKeyId(id))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_a_word_and_for_some_a_number() {
        assert_eq!(ActorWanted::parse("anyone"), Some(ActorWanted::Anyone));
        assert_eq!(ActorWanted::parse("operator"), Some(ActorWanted::Operator));
        assert_eq!(ActorWanted::parse("account:7"), Some(ActorWanted::Account(AccountId(7))));
        assert_eq!(ActorWanted::parse("service:7"), Some(ActorWanted::Service(ServiceKeyId(7))));
        for odd in ["", "account", "account:", "account:0", "account:-1", "operator:1", "moon:1", "7"] {
            assert_eq!(ActorWanted::parse(odd), None, "{odd}");
        }
    }
}
