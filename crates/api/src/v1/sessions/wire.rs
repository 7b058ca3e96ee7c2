//! Sessions as clients send and get them.

use parlor_auth::{Granted, TokenPair};
use parlor_domain::{Device, DeviceToken, Network, SessionId, Timestamp, UserAgent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use crate::endpoint::Field;

/// Who signs in
#[derive(Deserialize, ToSchema)]
#[schema(as = SignIn)]
pub struct SignIn {
    /// The email or the username; needed unless `email` is there
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, examples("ann@example.com"))]
    pub login: Field,
    /// Another name for `login`
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: Field,
    /// The password, whole: its white space counts; needed unless there is a code
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "password", min_length = 1, examples("a quiet evening"))]
    pub password: Field,
    /// In place of the password: the six digits that were sent for `sign_in`
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub code: Field,
    /// What this device got at its last sign-in: then others' wrong passwords do not keep it out
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub device_token: Field,
}

/// A session, by its refresh token
#[derive(Deserialize, ToSchema)]
#[schema(as = Refresh)]
pub struct Refresh {
    /// The refresh token that was given last
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("4075dd6b-c9ba-1349-0b49-33231b693532"))]
    pub refresh_token: Field,
}

/// What shows that it is the owner
#[derive(Deserialize, ToSchema)]
#[schema(as = StepUp)]
pub struct StepUp {
    /// The password of the account
    #[serde(default)]
    #[schema(value_type = String, required, format = "password", min_length = 1, examples("a quiet evening"))]
    pub password: Field,
}

/// The tokens of a session
#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub struct Tokens {
    /// A JWT, to be sent as `Authorization: Bearer …`
    #[schema(examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    access_token: String,
    /// How it is sent
    #[schema(examples("Bearer"))]
    token_type: &'static str,
    /// When it ends
    #[schema(format = "date-time", examples("2026-11-21T09:20:00.000000Z"))]
    access_expires_at: String,
    /// Asks for the next tokens, once
    #[schema(examples("4075dd6b-c9ba-1349-0b49-33231b693532"))]
    refresh_token: String,
    /// When the session ends unless renewed
    #[schema(format = "date-time", examples("2026-12-21T08:30:00.000000Z"))]
    refresh_expires_at: String,
}

/// The new credentials of a session, by its kind
#[derive(Serialize, ToSchema)]
#[schema(as = SteppedUp)]
pub struct SteppedUp {
    /// What kind of session it is
    #[schema(schema_with = kinds)]
    kind: &'static str,
    /// A JWT, to be sent as `Authorization: Bearer …`; a session in a cookie has none
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        required = false,
        nullable = false,
        examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl")
    )]
    access_token: Option<String>,
    /// How it is sent
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("Bearer"))]
    token_type: Option<&'static str>,
    /// When it ends
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        required = false,
        nullable = false,
        format = "date-time",
        examples("2026-11-21T09:20:00.000000Z")
    )]
    access_expires_at: Option<String>,
    /// Asks for the next tokens, once; a `pair` and a `triple` have one
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("4075dd6b-c9ba-1349-0b49-33231b693532"))]
    refresh_token: Option<String>,
    /// When the session ends unless renewed
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        required = false,
        nullable = false,
        format = "date-time",
        examples("2026-12-21T08:30:00.000000Z")
    )]
    refresh_expires_at: Option<String>,
    /// The opaque token of a `triple`; the one before is over
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("7c1185a5c5e9fc547c1185a5c5e9fc547c1185a5"))]
    token_auth: Option<String>,
}

/// A session, just opened
#[derive(Serialize, ToSchema)]
#[schema(as = NewSession)]
pub struct NewSession {
    /// The account's id
    #[schema(minimum = 1, examples(1))]
    pub account_id: i64,
    /// To be kept by this device, and sent with its next sign-in
    #[schema(required, examples("7c1185a5c5e9fc547c1185a5c5e9fc54"))]
    pub device_token: Option<String>,
    /// Its tokens
    #[serde(flatten)]
    pub tokens: Tokens,
}

/// A session as its owner sees it
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub struct Session {
    /// Its id
    #[schema(minimum = 1, examples(4503599627370496i64))]
    id: i64,
    /// By what it is used: a `pair` of tokens, a `single` one, a `triple`, or a `cookie`
    #[schema(schema_with = kinds)]
    kind: &'static str,
    /// Whether it is the one of the credential
    #[schema(examples(true))]
    is_current: bool,
    /// When it was opened
    #[schema(format = "date-time", examples("2026-11-21T08:30:00.000000Z"))]
    created_at: String,
    /// When it was last renewed
    #[schema(format = "date-time", examples("2026-11-21T09:20:00.000000Z"))]
    renewed_at: String,
    /// When it ends unless renewed
    #[schema(format = "date-time", examples("2026-12-21T08:30:00.000000Z"))]
    expires_at: String,
    /// From where it was opened, when that is known; an IPv6 address by its /64
    #[schema(required, examples("192.0.2.7"))]
    address: Option<String>,
    /// What the client called itself
    #[schema(required, examples("Example/1.0 (Android 17)"))]
    user_agent: Option<String>,
}

impl Session {
    pub fn of(device: Device, current: SessionId) -> Self {
        Self {
            id: device.session.0,
            kind: device.kind.as_str(),
            is_current: device.session == current,
            created_at: device.opened_at.rfc3339(),
            renewed_at: device.renewed_at.rfc3339(),
            expires_at: device.expires_at.rfc3339(),
            address: device.network.as_ref().map(Network::to_string),
            user_agent: device.agent.as_ref().map(UserAgent::as_str).map(str::to_owned),
        }
    }
}

impl SteppedUp {
    pub fn of(granted: &Granted) -> Self {
        let none = Self {
            kind: granted.kind().as_str(),
            access_token: None,
            token_type: None,
            access_expires_at: None,
            refresh_token: None,
            refresh_expires_at: None,
            token_auth: None,
        };
        match granted {
            Granted::Cookie(_) => none,
            Granted::Single(single) => none.access(&single.access, single.expires_at),
            Granted::Pair(pair) => none.pair(pair),
            Granted::Triple(triple) => {
                Self { token_auth: Some(triple.opaque.expose()), ..none.pair(&triple.pair) }
            }
        }
    }

    fn access(self, token: &str, expires_at: Timestamp) -> Self {
        let (access_token, access_expires_at) = (Some(token.to_owned()), Some(expires_at.rfc3339()));
        Self { access_token, token_type: Some("Bearer"), access_expires_at, ..self }
    }

    fn pair(self, pair: &TokenPair) -> Self {
        Self {
            refresh_token: Some(pair.refresh.clone()),
            refresh_expires_at: Some(pair.refresh_expires_at.rfc3339()),
            ..self.access(&pair.access, pair.access_expires_at)
        }
    }
}

fn kinds() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["pair", "single", "triple", "cookie"]))
        .examples(["pair"])
        .build()
}

impl From<TokenPair> for Tokens {
    fn from(tokens: TokenPair) -> Self {
        Self {
            access_token: tokens.access,
            token_type: "Bearer",
            access_expires_at: Timestamp::rfc3339(tokens.access_expires_at),
            refresh_token: tokens.refresh,
            refresh_expires_at: Timestamp::rfc3339(tokens.refresh_expires_at),
        }
    }
}

impl From<parlor_auth::SignedIn> for NewSession {
    fn from(signed_in: parlor_auth::SignedIn) -> Self {
        Self {
            account_id: signed_in.account.id.0,
            device_token: signed_in.device.as_ref().map(DeviceToken::expose),
            tokens: signed_in.tokens.into(),
        }
    }
}
