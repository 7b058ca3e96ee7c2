//! Asks Parlor whether a token is good at this moment (RFC 7662).

use std::time::Duration;

use parlor_domain::{AccountId, SessionId, Timestamp};
use secrecy::SecretString;
use serde::Deserialize;
use thiserror::Error;
use url::Url;

use crate::InvalidSettings;
use crate::http::Http;
use crate::source::KeysUnavailable;

/// Asks by a service key with the scope `accounts:read`.
pub struct Introspector {
    http: Http,
    address: Url,
    key: SecretString,
}

/// What Parlor says of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Introspection {
    /// It is good.
    Active(ActiveToken),
    /// It is not, for whatever reason.
    Inactive,
}

/// A token that is good at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveToken {
    /// Whose it is.
    pub account: AccountId,
    /// The sign-in that it belongs to.
    pub session: Option<SessionId>,
    /// What its owner is called, if there is a username.
    pub username: Option<String>,
    /// When it ends, unless it is ended before.
    pub expires_at: Option<Timestamp>,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum IntrospectionError {
    /// The service key is not good, or lacks the scope `accounts:read`.
    #[error("the service key is not good for this: Parlor answered {0}")]
    Key(u16),
    /// There were too many questions.
    #[error("asked too often")]
    Throttled {
        /// How long to wait, if that was said.
        retry_after: Option<Duration>,
    },
    /// Parlor did not answer, or not in a way that is known here.
    #[error("Parlor did not answer: {0}")]
    Unavailable(String),
}

#[derive(Deserialize)]
struct Answer {
    active: bool,
    token_type: Option<String>,
    sub: Option<String>,
    sid: Option<String>,
    username: Option<String>,
    exp: Option<i64>,
}

impl Introspector {
    /// Prepares to ask a Parlor at its address (without a path).
    ///
    /// # Errors
    /// [`InvalidSettings`]
    pub fn new(address: &str, key: SecretString) -> Result<Self, InvalidSettings> {
        let place = format!("{}/v1/introspect", address.trim_end_matches('/'));
        let url = Url::parse(&place).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let address = url.ok_or(InvalidSettings::Address(place))?;
        Ok(Self { http: Http::new().map_err(KeysUnavailable::because)?, address, key })
    }

    /// Asks whether a token that a client showed lets it in. A refresh token never does.
    ///
    /// # Errors
    /// [`IntrospectionError`]: then nothing is known, and nobody should be let in.
    pub async fn introspect(&self, token: &str) -> Result<Introspection, IntrospectionError> {
        let answer = self.http.post_form(&self.address, &self.key, &[("token", token)]).await;
        let answer = answer.map_err(IntrospectionError::Unavailable)?;
        match answer.status {
            200 => read(&answer.body),
            status @ (401 | 403) => Err(IntrospectionError::Key(status)),
            429 => Err(IntrospectionError::Throttled { retry_after: answer.retry_after }),
            other => Err(IntrospectionError::Unavailable(format!("it answered {other}"))),
        }
    }
}

fn read(body: &str) -> Result<Introspection, IntrospectionError> {
    let unknown = |what: String| IntrospectionError::Unavailable(what);
    let answer: Answer = serde_json::from_str(body).map_err(|error| unknown(error.to_string()))?;
    // A refresh token may be good as well, but it is for Parlor alone.
    if !answer.active || answer.token_type.as_deref() == Some("refresh") {
        return Ok(Introspection::Inactive);
    }
    let account = answer.sub.and_then(|id| id.parse().ok());
    let account = account.ok_or_else(|| unknown("it does not say whose the token is".to_owned()))?;
    let micros = answer.exp.and_then(|seconds| seconds.checked_mul(1_000_000));
    Ok(Introspection::Active(ActiveToken {
        account: AccountId(account),
        session: answer.sid.and_then(|id| id.parse().ok()).map(SessionId),
        username: answer.username,
        expires_at: micros.and_then(Timestamp::from_micros),
    }))
}
