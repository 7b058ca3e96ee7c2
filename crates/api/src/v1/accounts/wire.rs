//! Accounts as clients send and get them.

use parlor_community::ports::Belongings;
use parlor_domain::{Account, EmailAddress, JsonText, MediaFile, Person, PersonName, Username};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaType};

use crate::always::media::address;
use crate::endpoint::Field;
use crate::v1::presence::Presence;

/// A new account
#[derive(Deserialize, ToSchema)]
#[schema(as = SignUp)]
pub struct SignUp {
    /// Nobody else's; may be left out where there is a username
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// Nobody else's; may be left out where there is an email
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 254, examples("ann"))]
    pub username: Field,
    /// At least eight characters, unless the operator asks for more; none that is common or close to a name.
    /// Left out, a code is sent to the email, which lets it be set
    #[serde(default)]
    #[schema(value_type = String, format = "password", min_length = 1, max_length = 1024, examples("a quiet evening"))]
    pub password: Field,
    /// What its owner is called
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 150, examples("Ann"))]
    pub first_name: Field,
    /// What its owner is called
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 150, examples("Miller"))]
    pub last_name: Field,
    /// The language in which its owner is written to
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 2, max_length = 11, examples("de-AT"))]
    pub locale: Field,
    /// Whether its owner accepts the operator's terms
    #[serde(default)]
    #[schema(value_type = bool, examples(true))]
    pub accepts_terms: Field,
}

/// What is to change; what is left out stays, and `null` or empty text takes it away
#[derive(Deserialize, ToSchema)]
#[schema(as = AccountChange)]
pub struct AccountChange {
    /// Nobody else's
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 254, examples("ann"))]
    pub username: Field,
    /// What its owner is called
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 150, examples("Ann"))]
    pub first_name: Field,
    /// What its owner is called
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 150, examples("Miller"))]
    pub last_name: Field,
    /// Any JSON of the app's own, up to 16 KiB, for everybody who sees the account; replaced as a whole
    #[serde(default)]
    #[schema(schema_with = public_data, required = false)]
    pub public_data: Field,
    /// Any JSON of the app's own, up to 16 KiB, for its owner alone; replaced as a whole
    #[serde(default)]
    #[schema(schema_with = private_data, required = false)]
    pub private_data: Field,
}

/// A new password
#[derive(Deserialize, ToSchema)]
#[schema(as = PasswordChange)]
pub struct PasswordChange {
    /// The password wanted
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("another quiet evening"))]
    pub password: Field,
    /// The present password; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", examples("a quiet evening"))]
    pub current_password: Field,
}

/// A picture
#[derive(ToSchema)]
#[schema(as = AvatarUpload)]
#[expect(dead_code, reason = "files are read as they come; this is what their form looks like")]
pub struct AvatarUpload {
    /// A PNG, JPEG or WebP file whose name says which. It is turned upright, scaled to at most 512 × 512 pixels and
    /// written anew, without anything that was said beside it
    #[schema(value_type = String, required, format = "binary")]
    avatar: Field,
}

/// What is shown before an account is deleted
#[derive(Deserialize, ToSchema)]
#[schema(as = AccountDeletion)]
pub struct Deletion {
    /// The present password; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", examples("a quiet evening"))]
    pub current_password: Field,
}

/// An account as its owner sees it
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub struct OwnAccount {
    /// Its id
    #[schema(minimum = 1, examples(1))]
    id: i64,
    /// Its email
    #[schema(required, examples("ann@example.com"))]
    email: Option<String>,
    /// Whether the email was proved to be its owner's
    #[schema(examples(false))]
    email_verified: bool,
    /// Its username
    #[schema(required, examples("ann"))]
    username: Option<String>,
    /// What its owner is called
    #[schema(required, examples("Ann"))]
    first_name: Option<String>,
    /// What its owner is called
    #[schema(required, examples("Miller"))]
    last_name: Option<String>,
    /// Whether it may do what administrators may
    #[schema(examples(false))]
    is_admin: bool,
    /// When it was made
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    created_at: String,
    /// The address of its picture on this site
    #[schema(required, examples("/media/avatars/1/cat-0f8fad5bd9cb469fa16570867728950e.png"))]
    avatar: Option<String>,
    /// What the app shows of it to everybody
    #[schema(schema_with = public_data, required)]
    public_data: Option<Box<RawValue>>,
    /// What the app shows of it to its owner
    #[schema(schema_with = private_data, required)]
    private_data: Option<Box<RawValue>>,
}

/// What an account shows to whoever is signed in
#[derive(Serialize, ToSchema)]
#[schema(as = Profile)]
pub struct Profile {
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
    /// The address of the picture on this site
    #[schema(required, examples("/media/avatars/7/ben-0f8fad5bd9cb469fa16570867728950e.png"))]
    avatar: Option<String>,
    /// What it has reached, at most 2^53 − 1 in size
    #[schema(minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(1200))]
    score: i64,
    /// What the app shows of the account to everybody
    #[schema(schema_with = public_data, required)]
    public_data: Option<Box<RawValue>>,
    /// Whether the owner is there; null unless they are a friend, or it is one's own account
    #[schema(required)]
    presence: Option<Presence>,
}

/// An account that a search found
#[derive(Serialize, ToSchema)]
#[schema(as = FoundAccount)]
pub struct FoundAccount {
    /// The account's id
    #[schema(minimum = 1, examples(7))]
    id: i64,
    /// The username
    #[schema(required, examples("ben"))]
    username: Option<String>,
    /// What the owner is called
    #[schema(required, examples("Ben"))]
    first_name: Option<String>,
    /// What the owner is called
    #[schema(required, examples("Baker"))]
    last_name: Option<String>,
    /// The address of the picture on this site
    #[schema(required, examples("/media/avatars/7/ben-0f8fad5bd9cb469fa16570867728950e.png"))]
    avatar: Option<String>,
}

fn public_data() -> Object {
    app_data(
        "Any JSON of the app's own, up to 16 KiB, for everybody who sees the account",
        json!({"colour": "green"}),
    )
}

fn private_data() -> Object {
    app_data("Any JSON of the app's own, up to 16 KiB, for its owner alone", json!({"tutorial": 3}))
}

fn app_data(about: &str, example: Value) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::AnyValue)
        .description(Some(about))
        .examples([example])
        .build()
}

impl From<(Account, Belongings)> for OwnAccount {
    fn from((account, Belongings { data, avatar }): (Account, Belongings)) -> Self {
        // It was written as JSON before it was stored.
        let raw = |text: JsonText| RawValue::from_string(text.as_str().to_owned()).ok();
        let name = |name: &PersonName| name.as_str().to_owned();
        Self {
            id: account.id.0,
            email: account.email().map(EmailAddress::as_str).map(str::to_owned),
            email_verified: account.email_verified_at.is_some(),
            username: account.username().map(Username::as_str).map(str::to_owned),
            first_name: account.names.first.as_ref().map(name),
            last_name: account.names.last.as_ref().map(name),
            is_admin: account.is_admin,
            created_at: account.created_at.rfc3339(),
            avatar: avatar.map(|name| address(&MediaFile::avatar(account.id, name))),
            public_data: data.public.and_then(raw),
            private_data: data.private.and_then(raw),
        }
    }
}

impl From<parlor_domain::Profile> for Profile {
    fn from(profile: parlor_domain::Profile) -> Self {
        let FoundAccount { id, username, first_name, last_name, avatar } = profile.person.into();
        let public_data =
            profile.public_data.and_then(|text| RawValue::from_string(text.as_str().to_owned()).ok());
        let presence = profile.presence.map(Presence::from);
        let score = profile.score.points();
        Self { id, username, first_name, last_name, avatar, score, public_data, presence }
    }
}

impl From<Person> for FoundAccount {
    fn from(person: Person) -> Self {
        let name = |name: &PersonName| name.as_str().to_owned();
        Self {
            id: person.id.0,
            username: person.username.as_ref().map(Username::as_str).map(str::to_owned),
            first_name: person.names.first.as_ref().map(name),
            last_name: person.names.last.as_ref().map(name),
            avatar: person.avatar.map(|name| address(&MediaFile::avatar(person.id, name))),
        }
    }
}
