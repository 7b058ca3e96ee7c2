//! Keys of other back ends as administrators send and get them.

use parlor_domain::{ServiceKey, ServiceSecret, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::Field;

/// A key that is wanted
#[derive(Deserialize, ToSchema)]
#[schema(as = ServiceKeyWanted)]
pub struct KeyWanted {
    /// By what people will tell it from others
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, max_length = 100, examples("card table"))]
    pub name: Field,
    /// What it is to be good for: `accounts:read`, `wallet:write`, `scores:write`
    #[serde(default)]
    #[schema(value_type = Vec<String>, required, min_items = 1, examples("accounts:read"))]
    pub scopes: Field,
}

/// A key of another back end
#[derive(Serialize, ToSchema)]
#[schema(as = ServiceKey)]
pub struct Key {
    /// Its id
    #[schema(minimum = 1, examples(1))]
    id: i64,
    /// By what people tell it from others
    #[schema(examples("card table"))]
    name: String,
    /// What it is good for
    #[schema(examples("accounts:read"))]
    scopes: Vec<&'static str>,
    /// When it was made
    #[schema(format = "date-time", examples("2026-11-26T08:30:00.000000Z"))]
    created_at: String,
    /// When it was last used, to the minute
    #[schema(required, format = "date-time", examples("2026-11-26T09:20:00.000000Z"))]
    last_used_at: Option<String>,
    /// When it was taken back, if it was
    #[schema(required, format = "date-time", examples(json!(null)))]
    revoked_at: Option<String>,
}

/// A key, just made
#[derive(Serialize, ToSchema)]
#[schema(as = NewServiceKey)]
pub struct NewKey {
    /// To be sent as `Authorization: Bearer …`; shown this once
    #[schema(examples("pk_000b16212c37424d58636e79848f9aa5b0bbc6d1dce7f2fd"))]
    secret: String,
    /// The key
    #[serde(flatten)]
    key: Key,
}

impl From<ServiceKey> for Key {
    fn from(key: ServiceKey) -> Self {
        Self {
            id: key.id.0,
            name: key.name.as_str().to_owned(),
            scopes: key.scopes.words(),
            created_at: key.created_at.rfc3339(),
            last_used_at: key.last_used_at.map(Timestamp::rfc3339),
            revoked_at: key.revoked_at.map(Timestamp::rfc3339),
        }
    }
}

impl From<(ServiceKey, ServiceSecret)> for NewKey {
    fn from((key, secret): (ServiceKey, ServiceSecret)) -> Self {
        Self { secret: secret.expose(), key: key.into() }
    }
}
