//! What clients send and expect.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::Field;

/// A sign-up
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopaySignUp)]
pub struct SignUp {
    /// The address that the code goes to
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// That the operator's terms were accepted
    #[serde(default)]
    #[schema(value_type = bool, required, examples(true))]
    pub terms_accepted: Field,
}

/// An address
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayEmail)]
pub struct Email {
    /// The address
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
}

/// An address that is to get another code
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayResend)]
pub struct Resend {
    /// The address
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// `email_verification`, or `password_recovery`
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("email_verification"))]
    pub purpose: Field,
}

/// An address and its code
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayVerify)]
pub struct Verify {
    /// The address
    #[serde(default)]
    #[schema(value_type = String, required, examples("ann@example.com"))]
    pub email: Field,
    /// The code that was mailed
    #[serde(default)]
    #[schema(value_type = String, required, examples("048213"))]
    pub code: Field,
    /// `email_verification`, or `password_recovery`
    #[serde(default)]
    #[schema(value_type = String, required, examples("email_verification"))]
    pub purpose: Field,
}

/// The first password
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayFirstPassword)]
pub struct FirstPassword {
    /// The address that was verified
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// The password
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("a quiet evening"))]
    pub password: Field,
    /// The same again
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", examples("a quiet evening"))]
    pub repeat_password: Field,
    /// What the verification gave, where cookies are not kept
    #[serde(default)]
    #[schema(value_type = String, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub flow: Field,
}

/// Who signs in
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayObtain)]
pub struct Obtain {
    /// The email, or the username
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("ann@example.com"))]
    pub email: Field,
    /// The password, whole: its white space counts
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, examples("a quiet evening"))]
    pub password: Field,
}

/// A token
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayToken)]
pub struct Token {
    /// An access token or a refresh token
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub token: Field,
}

/// A refresh token
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayRefresh)]
pub struct Refresh {
    /// The refresh token that was given last
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub refresh: Field,
}

/// A password in place of a forgotten one
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayReset)]
pub struct Reset {
    /// The address
    #[serde(default)]
    #[schema(value_type = String, required, examples("ann@example.com"))]
    pub email: Field,
    /// The code that was mailed
    #[serde(default)]
    #[schema(value_type = String, required, examples("048213"))]
    pub code: Field,
    /// The password
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("another quiet evening"))]
    pub password: Field,
    /// The same again
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", examples("another quiet evening"))]
    pub password2: Field,
}

/// A code
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayCode)]
pub struct Code {
    /// The code that was mailed
    #[serde(default)]
    #[schema(value_type = String, required, examples("048213"))]
    pub code: Field,
}

/// A PIN to be set
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopaySetPin)]
pub struct SetPin {
    /// Four to eight digits
    #[serde(default)]
    #[schema(value_type = String, required, examples("4826"))]
    pub pin: Field,
    /// The same again
    #[serde(default)]
    #[schema(value_type = String, required, examples("4826"))]
    pub repeat_pin: Field,
    /// The present one, if there is one
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("1928"))]
    pub current_pin: Field,
}

/// A PIN to be checked
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayPin)]
pub struct Pin {
    /// The PIN
    #[serde(default)]
    #[schema(value_type = String, required, examples("4826"))]
    pub pin: Field,
}

/// The email wanted
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayNewEmail)]
pub struct NewEmail {
    /// The new email
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.org"))]
    pub email: Field,
    /// The password; not needed soon after signing in
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password")]
    pub current_password: Field,
}

/// What is to change
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayUserChange)]
pub struct UserChange {
    /// What the owner is called
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 150, examples("Ann"))]
    pub first_name: Field,
    /// What the owner is called
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 150, examples("Miller"))]
    pub last_name: Field,
}

/// The present password
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayDeletion)]
pub struct Deletion {
    /// The present password
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", examples("a quiet evening"))]
    pub current_password: Field,
}

/// Another password
#[derive(Deserialize, ToSchema)]
#[schema(as = CryptopayPasswordChange)]
pub struct PasswordChange {
    /// The password wanted
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("another quiet evening"))]
    pub new_password: Field,
    /// The present password
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", examples("a quiet evening"))]
    pub current_password: Field,
    /// The password wanted, again
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password")]
    pub re_new_password: Field,
}

/// The sign-up that waits for its code
#[derive(Serialize, ToSchema)]
#[schema(as = CryptopaySignedUp)]
pub struct SignedUp {
    /// The address that the code went to
    #[schema(examples("ann@example.com"))]
    pub email: String,
}

/// For a person to read
#[derive(Serialize, ToSchema)]
#[schema(as = CryptopayDetail)]
pub struct Detail {
    /// For a person to read
    #[schema(examples("Email changed successfully."))]
    pub detail: &'static str,
}

/// A verification
#[derive(Serialize, ToSchema)]
#[schema(as = CryptopayVerified)]
pub struct Verified {
    /// For a person to read
    #[schema(examples("Email verification successful."))]
    pub detail: &'static str,
    /// Lets the first password be set
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub flow: Option<String>,
}

/// The tokens of a session
#[derive(Serialize, ToSchema)]
#[schema(as = CryptopayTokens)]
pub struct Tokens {
    /// Asks for the next tokens, once
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub refresh: String,
    /// To be sent as `Authorization: Bearer …`
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub access: String,
}

/// That a token is good
#[derive(Serialize, ToSchema)]
#[schema(as = CryptopayGood)]
pub struct Good {}

/// An account
#[derive(Serialize, ToSchema)]
#[schema(as = CryptopayUser)]
pub struct User {
    /// Its id
    #[schema(minimum = 1, examples(1))]
    pub id: i64,
    /// Its email; empty without one
    #[schema(examples("ann@example.com"))]
    pub email: String,
    /// What its owner is called; empty if that is not known
    #[schema(examples("Ann"))]
    pub first_name: String,
    /// What its owner is called; empty if that is not known
    #[schema(examples("Miller"))]
    pub last_name: String,
}

/// Why a call was refused
#[derive(Serialize, ToSchema)]
#[schema(as = CryptopayError)]
pub struct Error {
    /// For a person to read
    #[schema(examples("Code is required."))]
    pub error: &'static str,
}

/// Why a call was refused, as a list
#[derive(Serialize, ToSchema)]
#[schema(as = CryptopayMessages)]
pub struct Messages(pub Vec<&'static str>);
