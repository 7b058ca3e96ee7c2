//! What clients send and expect.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::Field;

/// A new account
#[derive(Deserialize, ToSchema)]
#[schema(as = ArcadeRegister)]
pub struct Register {
    /// Nobody else's
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, max_length = 150, examples("ann"))]
    pub username: Field,
    /// The password
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("a quiet evening"))]
    pub password1: Field,
    /// The password once more
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("a quiet evening"))]
    pub password2: Field,
}

/// Who signs in
#[derive(Deserialize, ToSchema)]
#[schema(as = ArcadeLogin)]
pub struct Login {
    /// The username or the email
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("ann"))]
    pub username: Field,
    /// The password, whole: its white space counts
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, examples("a quiet evening"))]
    pub password: Field,
}

/// What is to change; what is not sent stays as it is
#[derive(Deserialize, ToSchema)]
#[schema(as = ArcadeUserChange)]
pub struct UserChange {
    /// Nobody else's
    #[serde(default)]
    #[schema(value_type = String, min_length = 1, max_length = 150, examples("ann"))]
    pub username: Field,
    /// The email: the first one is set, another gets a code and takes its place once that is shown, empty text takes
    /// it away
    #[serde(default)]
    #[schema(value_type = String, max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// What the owner is called
    #[serde(default)]
    #[schema(value_type = String, max_length = 50, examples("Ann"))]
    pub first_name: Field,
    /// What the owner is called
    #[serde(default)]
    #[schema(value_type = String, max_length = 50, examples("Miller"))]
    pub last_name: Field,
    /// Switches the account off: nothing else is changed then
    #[serde(default)]
    #[schema(value_type = bool, examples(false))]
    pub deactivate: Field,
    /// The present password, for another email; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = String, format = "password", examples("a quiet evening"))]
    pub password: Field,
}

/// What is shown before an account is deleted
#[derive(Deserialize, ToSchema)]
#[schema(as = ArcadeDeletion)]
pub struct Deletion {
    /// The present password; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", examples("a quiet evening"))]
    pub password: Field,
}

/// A picture
#[derive(ToSchema)]
#[schema(as = ArcadeAvatar)]
#[expect(dead_code, reason = "files are read as they come; this is what their form looks like")]
pub struct Avatar {
    /// A PNG or JPEG file whose name says which
    #[schema(value_type = String, required, format = "binary")]
    avatar: Field,
}

/// What was done, and to whose account
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeDone)]
pub struct Done {
    #[schema(minimum = 1, examples(1))]
    pub id: i64,
    #[schema(examples("ann"))]
    pub username: String,
    /// For a person to read
    #[schema(examples("Login successful."))]
    pub message: &'static str,
}

/// A picture that is shown from now on
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeAvatarUpdated)]
pub struct AvatarUpdated {
    #[schema(minimum = 1, examples(1))]
    pub id: i64,
    #[schema(examples("ann"))]
    pub username: String,
    /// For a person to read
    #[schema(examples("Avatar updated."))]
    pub message: &'static str,
    /// Its address on this site
    #[schema(examples("/media/avatars/1/cat-0f8fad5bd9cb469fa16570867728950e.png"))]
    pub avatar_url: String,
}

/// An account, as its owner sees it
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeUser)]
pub struct User {
    #[schema(minimum = 1, examples(1))]
    pub id: i64,
    #[schema(examples("ann"))]
    pub username: String,
    /// The address of the picture on this site
    #[schema(examples("/media/avatars/default.png"))]
    pub avatar: String,
    #[schema(examples("ann@example.com"))]
    pub email: String,
    #[schema(examples("Ann"))]
    pub first_name: String,
    #[schema(examples("Miller"))]
    pub last_name: String,
    #[schema(examples(120))]
    pub score: i64,
    /// One more than there are better scores
    #[schema(minimum = 1, examples(3))]
    pub rank: i64,
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    pub date_joined: String,
}

/// Somebody on the leaderboard
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeStanding)]
pub struct Standing {
    #[schema(minimum = 1, examples(1))]
    pub id: i64,
    /// Empty where it is an email, which is for its owner to tell
    #[schema(examples("ann"))]
    pub username: String,
    /// The address of the picture on this site
    #[schema(examples("/media/avatars/default.png"))]
    pub avatar: String,
    #[schema(examples(120))]
    pub score: i64,
    /// One more than there are better scores
    #[schema(minimum = 1, examples(3))]
    pub rank: i64,
}

/// A part of the leaderboard
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeLeaderboard)]
pub struct Leaderboard(pub Vec<Standing>);

/// Something for a person to read
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeMessage)]
pub struct Message {
    #[schema(examples("CSRF cookie set."))]
    pub message: &'static str,
}

/// Why a call was refused
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeRefused)]
pub struct Refused {
    #[schema(examples("User is not authenticated."))]
    pub errors: String,
}

/// Every field that was refused, each with what is wrong with it
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeRefusedFields)]
pub struct RefusedFields {
    pub errors: IndexMap<String, Vec<String>>,
}

/// Too many wrong passwords
#[derive(Serialize, ToSchema)]
#[schema(as = ArcadeLockedOut)]
pub struct LockedOut {
    #[schema(examples("Locked out due to too many login failures."))]
    pub error: &'static str,
}
