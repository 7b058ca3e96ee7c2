//! What clients send to change their email and PIN.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::endpoint::Field;

/// Another email
#[derive(Deserialize, ToSchema)]
#[schema(as = EmailChange)]
pub struct EmailChange {
    /// The email wanted; it gets a code
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("anna@example.com"))]
    pub email: Field,
    /// The present password; may be left out soon after signing in
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", examples("a quiet evening"))]
    pub current_password: Field,
}

/// An emailed code
#[derive(Deserialize, ToSchema)]
#[schema(as = Code)]
pub struct Code {
    /// The six digits
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("048213"))]
    pub code: Field,
}

/// A new PIN
#[derive(Deserialize, ToSchema)]
#[schema(as = PinChange)]
pub struct PinChange {
    /// Four to eight digits that are not easily guessed
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 4, max_length = 8, pattern = "^[0-9]+$", examples("4826"))]
    pub pin: Field,
    /// The present PIN; needed if there is one
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", min_length = 1, examples("7305"))]
    pub current_pin: Field,
}

/// A PIN to be checked
#[derive(Deserialize, ToSchema)]
#[schema(as = PinCheck)]
pub struct PinCheck {
    /// The PIN
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, examples("4826"))]
    pub pin: Field,
}
