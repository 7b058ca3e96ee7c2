//! Tokens as other back ends ask about them.

use parlor_auth::TokenKind;
use parlor_domain::{EmailAddress, Timestamp, Username};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::endpoint::Field;

/// A token to be judged
#[derive(Deserialize, ToSchema)]
#[schema(as = Introspection)]
pub struct Introspection {
    /// An access token or a refresh token
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, examples("eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"))]
    pub token: Field,
    /// Allowed by RFC 7662, and not needed
    #[serde(default)]
    #[schema(value_type = Option<String>, examples("access_token"))]
    pub token_type_hint: Field,
}

/// What a token is good for now; of one that is not good, only `active`
#[derive(Default, Serialize, ToSchema)]
#[schema(as = Introspected)]
pub struct Introspected {
    /// Whether it is good now
    #[schema(examples(true))]
    active: bool,
    /// `access` or `refresh`, as its claim of this name says: only the first may open anything
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("access"))]
    token_type: Option<&'static str>,
    /// The account's id, as a text
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("1"))]
    sub: Option<String>,
    /// The session's id, as a text
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("4503599627370496"))]
    sid: Option<String>,
    /// The account's username, or its email where it has none
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("ann"))]
    username: Option<String>,
    /// When it ends, in seconds since 1970
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples(1_795_252_800))]
    exp: Option<i64>,
    /// When it was made, where it says so
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples(1_795_249_800))]
    iat: Option<i64>,
    /// When its owner last showed a password
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples(1_795_249_800))]
    auth_time: Option<i64>,
    /// Whose it is
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    account: Option<Owner>,
}

/// The account that a token is of, as it stands now
#[derive(Serialize, ToSchema)]
#[schema(as = TokenOwner)]
struct Owner {
    /// Its id
    #[schema(minimum = 1, examples(1))]
    id: i64,
    /// `active`: the tokens of any other are not good
    #[schema(examples("active"))]
    state: &'static str,
    /// Its email
    #[schema(required, examples("ann@example.com"))]
    email: Option<String>,
    /// Whether the email was proved to be its owner's
    #[schema(examples(true))]
    email_verified: bool,
    /// Its username
    #[schema(required, examples("ann"))]
    username: Option<String>,
    /// Whether it may do what administrators may
    #[schema(examples(false))]
    is_admin: bool,
}

impl Introspected {
    /// A good one, as an example.
    pub fn example() -> Value {
        json!({
            "active": true, "token_type": "access", "sub": "1", "sid": "4503599627370496", "username": "ann",
            "exp": 1_795_252_800, "iat": 1_795_249_800, "auth_time": 1_795_249_800,
            "account": {
                "id": 1, "state": "active", "email": "ann@example.com", "email_verified": true,
                "username": "ann", "is_admin": false,
            },
        })
    }
}

impl From<parlor_auth::Introspected> for Introspected {
    fn from(told: parlor_auth::Introspected) -> Self {
        let account = &told.account;
        let email = account.email().map(EmailAddress::as_str).map(str::to_owned);
        let username = account.username().map(Username::as_str).map(str::to_owned);
        Self {
            active: true,
            token_type: Some(match told.kind {
                TokenKind::Access => "access",
                TokenKind::Refresh => "refresh",
            }),
            sub: Some(account.id.to_string()),
            sid: Some(told.session.0.to_string()),
            username: username.clone().or_else(|| email.clone()),
            exp: Some(told.expires_at.seconds()),
            iat: told.issued_at.map(Timestamp::seconds),
            auth_time: Some(told.signed_in_at.seconds()),
            account: Some(Owner {
                id: account.id.0,
                state: account.state.as_str(),
                email,
                email_verified: account.email_verified_at.is_some(),
                username,
                is_admin: account.is_admin,
            }),
        }
    }
}
