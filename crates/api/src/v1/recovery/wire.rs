//! What clients send who have forgotten their password.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::endpoint::Field;

/// A forgotten password
#[derive(Deserialize, ToSchema)]
#[schema(as = Recovery)]
pub struct Recovery {
    /// The email of the account
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// What this device got at its last sign-in: then what strangers ask for does not keep it waiting
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub device_token: Field,
}

/// A code for a forgotten password
#[derive(Deserialize, ToSchema)]
#[schema(as = RecoveryCode)]
pub struct RecoveryCode {
    /// Where it was sent
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// The six digits
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("048213"))]
    pub code: Field,
    /// What this device got at its last sign-in: then wrong codes of strangers do not count for it
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub device_token: Field,
}

/// A password in place of a forgotten one, or the first
#[derive(Deserialize, ToSchema)]
#[schema(as = RecoveredPassword)]
pub struct RecoveredPassword {
    /// The email that was proved
    #[serde(default)]
    #[schema(value_type = String, required, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// The password wanted
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, max_length = 1024, examples("another quiet evening"))]
    pub password: Field,
    /// The code; needed without a `flow`
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, examples("048213"))]
    pub code: Field,
    /// What `/v1/codes/verify` gave; needed without a `code`
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub flow: Field,
    /// What this device got at its last sign-in: then wrong codes of strangers do not count for it
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub device_token: Field,
}
