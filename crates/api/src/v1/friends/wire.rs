//! People as clients of `/v1` see each other.

use parlor_domain::{AccountId, Bond, MediaFile, PersonName, Timestamp, Username};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::always::media::address;
use crate::endpoint::{Check, Field, FieldErrors, FieldFault};
use crate::v1::presence::Presence;

/// Who is meant
#[derive(Deserialize, ToSchema)]
#[schema(as = Whom)]
pub struct Whom {
    /// The account's id
    #[serde(default)]
    #[schema(value_type = i64, required, minimum = 1, examples(7))]
    pub account_id: Field,
}

impl Whom {
    pub fn read(self) -> Result<AccountId, FieldErrors> {
        let mut check = Check::default();
        let id = check.integer("account_id", self.account_id, Ok::<_, FieldFault>);
        check.done(id.map(AccountId))
    }
}

/// Somebody, as others see them
#[derive(Serialize, ToSchema)]
#[schema(as = Person)]
pub struct Person {
    /// The account's id
    #[schema(minimum = 1, examples(7))]
    id: i64,
    /// The username, unless that is an email
    #[schema(required, examples("ben"))]
    username: Option<String>,
    /// What the owner is called
    #[schema(required, examples("Ben"))]
    first_name: Option<String>,
    /// What the owner is called
    #[schema(required, examples("Baker"))]
    last_name: Option<String>,
    /// The address of its picture on this site
    #[schema(required, examples("/media/avatars/7/cat-0f8fad5bd9cb469fa16570867728950e.png"))]
    avatar: Option<String>,
}

/// A friend
#[derive(Serialize, ToSchema)]
#[schema(as = Friend)]
pub struct Friend {
    /// Who
    account: Person,
    /// Since when
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    since: String,
    /// Whether they are there
    presence: Presence,
}

/// A question whether somebody wants to be friends
#[derive(Serialize, ToSchema)]
#[schema(as = FriendRequest)]
pub struct FriendRequest {
    /// The other one
    account: Person,
    /// When it was asked
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    asked_at: String,
}

/// What came of a question whether somebody wants to be friends
#[derive(Serialize, ToSchema)]
#[schema(as = FriendAsked)]
pub struct FriendAsked {
    /// The other one
    account: Person,
    /// `friends`, or `asked` while one of the two has to answer
    #[schema(pattern = "^(asked|friends|strangers)$", examples("asked"))]
    state: &'static str,
    /// Since when
    #[schema(required, format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    since: Option<String>,
}

/// Somebody who is blocked
#[derive(Serialize, ToSchema)]
#[schema(as = Block)]
pub struct Block {
    /// Who
    account: Person,
    /// Since when
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    since: String,
}

/// An email is for its owner to tell.
fn name_of(username: Option<&Username>) -> Option<String> {
    username.filter(|name| !name.is_address()).map(|name| name.as_str().to_owned())
}

impl From<parlor_domain::Person> for Person {
    fn from(person: parlor_domain::Person) -> Self {
        let name = |name: &PersonName| name.as_str().to_owned();
        Self {
            id: person.id.0,
            username: name_of(person.username.as_ref()),
            first_name: person.names.first.as_ref().map(name),
            last_name: person.names.last.as_ref().map(name),
            avatar: person.avatar.map(|name| address(&MediaFile::avatar(person.id, name))),
        }
    }
}

impl From<parlor_domain::Friend> for Friend {
    fn from(friend: parlor_domain::Friend) -> Self {
        Self {
            account: friend.person.into(),
            since: friend.since.rfc3339(),
            presence: friend.presence.into(),
        }
    }
}

impl From<parlor_domain::FriendRequest> for FriendRequest {
    fn from(request: parlor_domain::FriendRequest) -> Self {
        Self { account: request.person.into(), asked_at: request.asked_at.rfc3339() }
    }
}

impl From<parlor_domain::Shunned> for Block {
    fn from(blocked: parlor_domain::Shunned) -> Self {
        Self { account: blocked.person.into(), since: blocked.since.rfc3339() }
    }
}

impl FriendAsked {
    pub fn of(person: parlor_domain::Person, bond: Bond) -> Self {
        let (state, since) = match bond {
            Bond::Strangers => ("strangers", None),
            Bond::Asked { at, .. } => ("asked", Some(at)),
            Bond::Friends { since } => ("friends", Some(since)),
        };
        Self { account: person.into(), state, since: since.map(Timestamp::rfc3339) }
    }
}
