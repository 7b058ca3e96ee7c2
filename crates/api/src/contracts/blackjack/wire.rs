//! What clients send and expect, inside the envelope.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::endpoint::Field;

/// A new player
#[derive(Deserialize, ToSchema)]
#[schema(as = BlackjackRegistration)]
pub struct Registration {
    /// Nobody else's; a code goes there
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// Nobody else's
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, max_length = 150, examples("ann"))]
    pub username: Field,
    /// At least eight characters, not a common one, and not close to the names
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 128, examples("a quiet evening"))]
    pub password: Field,
}

/// That a code is on its way
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackSent, value_type = String)]
pub struct Sent(pub &'static str);

/// The code of a sign-up
#[derive(Deserialize, ToSchema)]
#[schema(as = BlackjackConfirmation)]
pub struct Confirmation {
    /// The six digits of the mail, as a text or a number
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("515819"))]
    pub otp: Field,
}

/// A player who is confirmed
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackConfirmed)]
pub struct Confirmed {
    /// Who
    pub user: Player,
    /// For a person to read
    #[schema(examples("User confirmed successfully"))]
    pub message: &'static str,
}

/// A player
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackPlayer)]
pub struct Player {
    /// The email
    #[schema(examples("ann@example.com"))]
    pub email: String,
    /// The username
    #[schema(examples("ann"))]
    pub username: String,
    /// What there is to play with, in whole units
    #[schema(examples(0))]
    pub balance: i64,
}

/// Who signs in
#[derive(Deserialize, ToSchema)]
#[schema(as = BlackjackLogin)]
pub struct Login {
    /// The email or the username
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("ann@example.com"))]
    pub email: Field,
    /// The password, whole: its white space counts
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, examples("a quiet evening"))]
    pub password: Field,
}

/// An answer about a player
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackSignedIn)]
pub struct SignedIn {
    /// Who
    pub user: Session,
}

/// A player with the token of a new session
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackSession)]
pub struct Session {
    /// The email
    #[schema(examples("ann@example.com"))]
    pub email: String,
    /// The username
    #[schema(examples("ann"))]
    pub username: String,
    /// A JWT, to be sent as `Authorization: Token …`
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub token: String,
}

/// An answer about the player who is signed in
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackOwnAnswer)]
pub struct Own {
    /// Who
    pub user: OwnPlayer,
}

/// The player who is signed in
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackOwnPlayer)]
pub struct OwnPlayer {
    /// The email; empty without one
    #[schema(examples("ann@example.com"))]
    pub email: String,
    /// The username; empty without one
    #[schema(examples("ann"))]
    pub username: String,
    /// A JWT to go on with: a new one of a session that this contract opened, else the one that came
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub token: String,
    /// What there is to play with, in whole units
    #[schema(examples(0))]
    pub balance: i64,
}

/// What is to change
#[derive(Deserialize, ToSchema)]
#[schema(as = BlackjackChange)]
pub struct Change {
    /// The email; another one gets a code, and takes its place once that is shown
    #[serde(default)]
    #[schema(value_type = String, max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// The username
    #[serde(default)]
    #[schema(value_type = String, min_length = 1, max_length = 150, examples("Ann Miller"))]
    pub username: Field,
    /// The new password; it ends every other session
    #[serde(default)]
    #[schema(value_type = String, format = "password", min_length = 1, max_length = 128, examples("a quiet morning"))]
    pub password: Field,
    /// The present password, for another email or password; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = String, format = "password", examples("a quiet evening"))]
    pub current_password: Field,
}

/// Whose balance
#[derive(Deserialize, ToSchema)]
#[schema(as = BlackjackWhose)]
pub struct Whose {
    /// The username; without it, one's own
    #[serde(default)]
    #[schema(value_type = String, examples("ann"))]
    pub username: Field,
}

/// Whose balance, in the address
#[derive(Deserialize, IntoParams)]
pub struct WhoseQuery {
    /// The username; without it, one's own
    #[serde(default)]
    #[param(value_type = String, required = false, example = "ann")]
    pub username: Field,
}

/// What a balance is set to
#[derive(Deserialize, IntoParams)]
pub struct BalanceQuery {
    /// The username; without it, one's own
    #[serde(default)]
    #[param(value_type = String, required = false, example = "ann")]
    pub username: Field,
    /// In whole units
    #[serde(default)]
    #[param(value_type = i64, required = true, example = 500)]
    pub balance: Field,
}

/// An answer about a balance
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackBalanceAnswer)]
pub struct Balance {
    /// Whose
    pub user: BalanceOf,
}

/// A balance
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackBalance)]
pub struct BalanceOf {
    /// In whole units
    #[schema(examples(500))]
    pub balance: i64,
}

/// Why a call was refused: each field with what is wrong with it, `error` for what is wrong beside fields
#[derive(Serialize, ToSchema)]
#[schema(as = BlackjackErrors)]
pub struct Errors {
    /// By field
    pub errors: IndexMap<String, Vec<String>>,
}
