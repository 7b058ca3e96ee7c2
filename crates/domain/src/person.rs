//! Other people, as somebody sees them.

use crate::{AccountId, FileName, JsonText, PersonNames, Presence, Score, Timestamp, Username};

/// What everybody may know of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account's number.
    pub id: AccountId,
    /// What it is found by.
    pub username: Option<Username>,
    /// What its owner is called.
    pub names: PersonNames,
    /// Its picture.
    pub avatar: Option<FileName>,
}

/// What somebody shows of themselves to whoever is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Who. A username that is an email is left out: that is for its owner to tell.
    pub person: Person,
    /// What they have reached, as the leaderboard shows it.
    pub score: Score,
    /// What the app shows to everybody.
    pub public_data: Option<JsonText>,
    /// Whether they are there, for themselves and their friends alone.
    pub presence: Option<Presence>,
}

/// Somebody's friend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Friend {
    /// Who.
    pub person: Person,
    /// Since when.
    pub since: Timestamp,
    /// Whether they are there.
    pub presence: Presence,
}

/// A question whether somebody wants to be friends, as one of the two sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FriendRequest {
    /// The other one.
    pub person: Person,
    /// When it was asked.
    pub asked_at: Timestamp,
}

/// Somebody who is blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shunned {
    /// Who.
    pub person: Person,
    /// Since when.
    pub since: Timestamp,
}

/// Somebody with their friends, as a list of everybody shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Who.
    pub person: Person,
    /// Whether they are signed in anywhere.
    pub is_connected: bool,
    /// Their friends' names, in order, without those whom the one who looks does not see.
    pub friends: Vec<String>,
}
