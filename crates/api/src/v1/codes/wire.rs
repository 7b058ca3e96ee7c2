//! Codes as clients ask for them and show them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use crate::endpoint::Field;

/// What a code is wanted for
#[derive(Deserialize, ToSchema)]
#[schema(as = CodeRequest)]
pub struct CodeRequest {
    /// `email_verification`, `password_recovery` or `sign_in`; signed in, `email_verification` or `pin_reset`
    #[serde(default)]
    #[schema(schema_with = purposes, required)]
    pub purpose: Field,
    /// Where to send it; needed unless signed in, and then of no use
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// What this device got at its last sign-in: then what strangers ask for does not keep it waiting
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub device_token: Field,
}

/// A code, and what it is for
#[derive(Deserialize, ToSchema)]
#[schema(as = CodeProof)]
pub struct CodeProof {
    /// `email_verification`, `password_recovery` or `sign_in`; signed in, `email_verification` or `pin_reset`
    #[serde(default)]
    #[schema(schema_with = purposes, required)]
    pub purpose: Field,
    /// Where it was sent; needed unless signed in, and then of no use
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "email", max_length = 254, examples("ann@example.com"))]
    pub email: Field,
    /// The six digits
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("048213"))]
    pub code: Field,
    /// The account's password, for `email_verification`: without it, an active account whose email was never
    /// proved is taken over from whoever claimed it, and its password and sessions end
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", examples("a quiet evening"))]
    pub password: Field,
    /// What this device got at its last sign-in: then wrong codes of strangers do not count for it
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub device_token: Field,
}

/// That a code was right
#[derive(Serialize, ToSchema)]
#[schema(as = Proved)]
pub struct Proved {
    /// Sets the first password, once and within 15 minutes, by PUT `/v1/recovery/password`; null where there is
    /// one, or nothing to set
    #[schema(required, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub flow: Option<String>,
}

fn purposes() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(
            "`email_verification`, `password_recovery` or `sign_in`; signed in, `email_verification` or `pin_reset`",
        ))
        .enum_values(Some(["email_verification", "password_recovery", "sign_in", "pin_reset"]))
        .examples(["email_verification"])
        .build()
}
