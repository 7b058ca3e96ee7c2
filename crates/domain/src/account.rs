//! What an account is.

use std::fmt;

use crate::{About, EmailAddress, Locale, PasswordHash, PersonNames, Timestamp, Username};

/// An account's number: positive, never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub i64);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How often what an account shows of itself has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revision(pub i64);

impl Revision {
    /// That of a new account.
    pub const FIRST: Self = Self(1);
}

/// Where in its life an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// A sign-up that waits for its code; it cannot sign in.
    Pending,
    /// In use.
    Active,
    /// Switched off, all its data kept; it cannot sign in until an administrator activates it.
    Deactivated,
}

impl AccountState {
    /// The word under which it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Deactivated => "deactivated",
        }
    }

    /// Reads the stored word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pending, Self::Active, Self::Deactivated].into_iter().find(|state| state.as_str() == word)
    }
}

/// The names an account can be found by: an email, a username, or both; never neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifiers {
    email: Option<EmailAddress>,
    username: Option<Username>,
}

impl Identifiers {
    /// `None` when both are missing.
    #[must_use]
    pub fn of(email: Option<EmailAddress>, username: Option<Username>) -> Option<Self> {
        (email.is_some() || username.is_some()).then_some(Self { email, username })
    }

    /// An account known by its email, whose username starts as that email.
    #[must_use]
    pub fn of_email(email: EmailAddress) -> Self {
        Self { username: Some(Username::from(&email)), email: Some(email) }
    }

    /// The same with another name, or with none; `None` if nothing would be left.
    #[must_use]
    pub fn renamed(self, username: Option<Username>) -> Option<Self> {
        Self::of(self.email, username)
    }

    /// The address, if there is one.
    #[must_use]
    pub fn email(&self) -> Option<&EmailAddress> {
        self.email.as_ref()
    }

    /// The name, if there is one.
    #[must_use]
    pub fn username(&self) -> Option<&Username> {
        self.username.as_ref()
    }
}

/// Somebody's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// What it is found by.
    pub identifiers: Identifiers,
    /// When the email was proved to be its owner's; `None` while it was not.
    pub email_verified_at: Option<Timestamp>,
    /// What its owner is called.
    pub names: PersonNames,
    /// In which language its owner is written to, if that is known.
    pub locale: Option<Locale>,
    /// When its owner accepted the operator's terms, where those were asked for.
    pub terms_accepted_at: Option<Timestamp>,
    /// `None` where no password was ever set: then none signs in.
    pub password: Option<PasswordHash>,
    /// Where in its life it stands.
    pub state: AccountState,
    /// Whether it may do what administrators may.
    pub is_admin: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Counted on with each change of what it shows.
    pub revision: Revision,
}

impl Account {
    /// The account, if it may be used.
    #[must_use]
    pub fn active(self) -> Option<Self> {
        (self.state == AccountState::Active).then_some(self)
    }

    /// Its email, if it has one.
    #[must_use]
    pub fn email(&self) -> Option<&EmailAddress> {
        self.identifiers.email()
    }

    /// Its username, if it has one.
    #[must_use]
    pub fn username(&self) -> Option<&Username> {
        self.identifiers.username()
    }

    /// What its password must not be close to.
    #[must_use]
    pub fn about(&self) -> About<'_> {
        About { username: self.username(), email: self.email(), names: Some(&self.names) }
    }
}

/// An account about to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What it is found by.
    pub identifiers: Identifiers,
    /// Set when whoever makes it vouches for the address.
    pub email_verified_at: Option<Timestamp>,
    /// What its owner is called.
    pub names: PersonNames,
    /// In which language its owner is written to, if that is known.
    pub locale: Option<Locale>,
    /// When its owner accepted the operator's terms, where those were asked for.
    pub terms_accepted_at: Option<Timestamp>,
    /// The first password.
    pub password: Option<PasswordHash>,
    /// Where in its life it starts.
    pub state: AccountState,
    /// Whether it may do what administrators may.
    pub is_admin: bool,
    /// When it is made.
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_an_email_or_a_username() {
        let email = EmailAddress::parse("ann@example.com").unwrap();
        let username = Username::parse("ann").unwrap();
        assert!(Identifiers::of(None, None).is_none());
        assert!(Identifiers::of(Some(email.clone()), None).is_some());
        assert!(Identifiers::of(None, Some(username)).is_some());
        assert_eq!(Identifiers::of_email(email).username().map(Username::as_str), Some("ann@example.com"));
    }

    #[test]
    fn the_word_for_a_state_reads_back() {
        for state in [AccountState::Pending, AccountState::Active, AccountState::Deactivated] {
            assert_eq!(AccountState::parse(state.as_str()), Some(state));
        }
        assert_eq!(AccountState::parse("gone"), None);
    }
}
