//! What clients send and expect.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::Field;

/// A new account
#[derive(Deserialize, ToSchema)]
#[schema(as = RestfulAuthRegister)]
pub struct Register {
    /// Nobody else's
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// At least eight characters, unless the operator asks for more
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("a quiet evening"))]
    pub password: Field,
}

/// Who signs in
#[derive(Deserialize, ToSchema)]
#[schema(as = RestfulAuthLogin)]
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

/// A session, by its refresh token
#[derive(Deserialize, ToSchema)]
#[schema(as = RestfulAuthRefreshToken)]
pub struct RefreshToken {
    /// The refresh token that was given last
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("4075dd6b-c9ba-1349-0b49-33231b693532"))]
    pub refresh_token: Field,
}

/// What is to change
#[derive(Deserialize, ToSchema)]
#[schema(as = RestfulAuthProfileChange)]
pub struct Profile {
    /// The new username
    #[serde(default)]
    #[schema(value_type = String, min_length = 1, max_length = 150, examples("Ann Miller"))]
    pub username: Field,
    /// The email; another one gets a code, and takes its place once that is shown
    #[serde(default)]
    #[schema(value_type = String, max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// The present password, for another email; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = String, format = "password", examples("a quiet evening"))]
    pub current_password: Field,
}

/// The whole profile
#[derive(Deserialize, ToSchema)]
#[schema(as = RestfulAuthProfile)]
pub struct WholeProfile {
    /// The username
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, max_length = 150, examples("Ann Miller"))]
    pub username: Field,
    /// The email; another one gets a code, and takes its place once that is shown
    #[serde(default)]
    #[schema(value_type = String, max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// The present password, for another email; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = String, format = "password", examples("a quiet evening"))]
    pub current_password: Field,
}

impl From<WholeProfile> for Profile {
    fn from(whole: WholeProfile) -> Self {
        Self { username: whole.username, email: whole.email, current_password: whole.current_password }
    }
}

/// The account that was made
#[derive(Serialize, ToSchema)]
#[schema(as = RestfulAuthRegistered)]
pub struct Registered {
    /// The account's id
    #[schema(minimum = 1, examples(1))]
    pub id: i64,
    /// Its email
    #[schema(examples("ann@example.com"))]
    pub email: String,
}

/// The tokens of a session
#[derive(Serialize, ToSchema)]
#[schema(as = RestfulAuthTokens)]
pub struct Tokens {
    /// A JWT, to be sent as `Authorization: Bearer …`
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub access_token: String,
    /// Asks for the next tokens, once
    #[schema(examples("4075dd6b-c9ba-1349-0b49-33231b693532"))]
    pub refresh_token: String,
}

/// That the session is over
#[derive(Serialize, ToSchema)]
#[schema(as = RestfulAuthLoggedOut)]
pub struct LoggedOut {
    /// For a person to read
    #[schema(examples("User logged out."))]
    pub success: &'static str,
}

/// The account that is signed in
#[derive(Serialize, ToSchema)]
#[schema(as = RestfulAuthMe)]
pub struct Me {
    /// The account's id
    #[schema(minimum = 1, examples(1))]
    pub id: i64,
    /// Its username, which begins as its email
    #[schema(examples("ann@example.com"))]
    pub username: String,
    /// Its email; empty without one
    #[schema(examples("ann@example.com"))]
    pub email: String,
}

/// Why a call was refused
#[derive(Serialize, ToSchema)]
#[schema(as = RestfulAuthError)]
pub struct Error {
    /// For a person to read
    #[schema(examples("Invalid credentials"))]
    pub error: &'static str,
}
