//! What clients send and expect.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::Field;

/// A new account
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendenceRegistration)]
pub struct Registration {
    /// Nobody else's
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, max_length = 150, examples("manoli"))]
    pub username: Field,
    /// Nobody else's
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("manoli@example.com"))]
    pub email: Field,
    /// The password
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("a quiet evening"))]
    pub password1: Field,
    /// The same again
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", examples("a quiet evening"))]
    pub password2: Field,
    /// A picture, as a file in a form
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "binary")]
    #[expect(dead_code, reason = "a file is read apart from the fields, and a text is no picture")]
    pub avatar: Field,
}

/// Who wants a code
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendenceSendCode)]
pub struct SendCode {
    /// The username
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("manoli"))]
    pub username: Field,
    /// The email of the same account
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("manoli@example.com"))]
    pub email: Field,
}

/// Who signs in
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendenceLogin)]
pub struct Login {
    /// The username
    #[serde(default)]
    #[schema(value_type = String, required, examples("manoli"))]
    pub username: Field,
    /// The code that was mailed
    #[serde(default)]
    #[schema(value_type = String, required, examples("048213"))]
    pub code: Field,
    /// The password, whole: its white space counts
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", examples("a quiet evening"))]
    pub password: Field,
}

/// A refresh token, where it is not sent as a header
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendenceRefresh)]
pub struct Refresh {
    /// The refresh token that was given last
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub refresh: Field,
}

/// Another password
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendencePasswordChange)]
pub struct PasswordChange {
    /// The password wanted
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("another quiet evening"))]
    pub new_password1: Field,
    /// The same again
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", examples("another quiet evening"))]
    pub new_password2: Field,
    /// The present password; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", examples("a quiet evening"))]
    pub old_password: Field,
}

/// What is to change
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendenceUpdate)]
pub struct Update {
    /// The new username
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 150, examples("manoli"))]
    pub username: Field,
    /// The email; another one gets a code, and takes its place once that is shown
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 254, examples("manoli@example.com"))]
    pub email: Field,
    /// A picture, as a file in a form
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "binary")]
    #[expect(dead_code, reason = "a file is read apart from the fields, and a text is no picture")]
    pub avatar: Field,
    /// The present password, for another email; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", examples("a quiet evening"))]
    pub old_password: Field,
}

/// A friend, by name
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendenceFriend)]
pub struct Friend {
    /// Whose name
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("manoli"))]
    pub friend_username: Field,
}

/// Somebody to block, by name
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendenceBlock)]
pub struct Block {
    /// Whose name
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("manoli"))]
    pub block_username: Field,
}

/// Somebody to talk to, by name
#[derive(Deserialize, ToSchema)]
#[schema(as = TranscendenceStart)]
pub struct Start {
    /// Whose name
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("manoli"))]
    pub username: Field,
}

/// Somebody, as others see them
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TranscendenceUser)]
pub struct User {
    /// The username
    #[schema(examples("manoli"))]
    pub username: String,
    /// Whether they are signed in anywhere
    #[schema(examples(true))]
    pub is_connected: bool,
    /// The address of the picture
    #[schema(examples("/media/avatars/default.png"))]
    pub avatar: String,
    /// The names of the friends, in order
    #[schema(examples("ann"))]
    pub friends: Vec<String>,
}

/// Some people, in order of username
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceUsers)]
pub struct Users(pub Vec<User>);

/// A list of oneself alone
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceProfiles)]
pub struct Profiles(pub Vec<Profile>);

/// Oneself
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceProfile)]
pub struct Profile {
    /// The account's id
    #[schema(minimum = 1, examples(7))]
    pub id: i64,
    /// The username
    #[schema(examples("manoli"))]
    pub username: String,
    /// Whether one is signed in anywhere, which one is
    #[schema(examples(true))]
    pub is_connected: bool,
    /// Whether one signs in with 42
    #[schema(examples(false))]
    pub is_42: bool,
    /// The address of the picture
    #[schema(examples("/media/avatars/default.png"))]
    pub avatar: String,
    /// The names of the friends, in order
    #[schema(examples("ann"))]
    pub friends: Vec<String>,
}

/// The tokens of a session
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceTokens)]
pub struct Tokens {
    /// A JWT, to be sent as `Authorization: Bearer …`
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub access_token: String,
    /// Asks for the next tokens
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub refresh_token: String,
    /// To be sent as `Authorization: Token …`
    #[schema(examples("9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"))]
    pub token_auth: String,
}

/// The next tokens of a session
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceRenewed)]
pub struct Renewed {
    /// A JWT, to be sent as `Authorization: Bearer …`
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub access_token: String,
    /// Asks for the next tokens
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub refresh_token: String,
}

/// A message, as the room and the history show it
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TranscendenceMessage)]
pub struct Message {
    /// Its number
    #[schema(minimum = 1, examples(12))]
    pub id: i64,
    /// What was said
    #[schema(examples("holii"))]
    pub text: String,
    /// The address of the file that came with it
    #[schema(examples(json!(null)))]
    pub attachment: Option<String>,
    /// When it was stored
    #[schema(format = "date-time", examples("2026-11-26T08:30:00.000000Z"))]
    pub timestamp: String,
    /// The id of the account that said it; null once that is deleted
    #[schema(examples(7))]
    pub sender: Option<i64>,
}

/// A conversation that was started, or found
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceStarted)]
pub struct Started {
    /// Its number
    #[schema(minimum = 1, examples(3))]
    pub conversation_id: i64,
    /// Who began it
    pub initiator: User,
    /// With whom
    pub receiver: User,
}

/// A conversation in the list of one's own
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceListed)]
pub struct Listed {
    /// Its number
    #[schema(minimum = 1, examples(3))]
    pub conversation_id: i64,
    /// Who began it
    pub initiator: User,
    /// With whom
    pub receiver: User,
    /// What was said last; null while nothing was
    pub last_message: Option<Message>,
}

/// One's own conversations, those of the latest activity first
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceConversations)]
pub struct AllListed(pub Vec<Listed>);

/// A conversation with what was said in it
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceConversation)]
pub struct Conversation {
    /// Who began it
    pub initiator: User,
    /// With whom
    pub receiver: User,
    /// The newest first
    pub message_set: Vec<Message>,
}

/// That something was done
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceDone)]
pub struct Success {
    /// Whether it was
    #[schema(examples(true))]
    pub success: bool,
    /// For a person to read
    #[schema(examples("manoli added as friend."))]
    pub message: String,
}

/// A word for a person
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceDetail)]
pub struct Detail {
    /// For a person to read
    #[schema(examples("Successfully logged out."))]
    pub detail: &'static str,
}

/// Why a call was refused
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceError)]
pub struct Error {
    /// For a person to read
    #[schema(examples("Invalid credentials"))]
    pub error: &'static str,
}

/// Why a conversation was refused
#[derive(Serialize, ToSchema)]
#[schema(as = TranscendenceNotice)]
pub struct Notice {
    /// For a person to read
    #[schema(examples("User is not connected"))]
    pub message: &'static str,
}
