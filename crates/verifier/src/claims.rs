//! What an access token says, and when it counts. Must not know keys.

use std::time::Duration;

use parlor_domain::{AccountId, Generation, SessionId, Timestamp};
use serde::Deserialize;

use crate::Invalid;

/// Tells an access token from whatever else the same keys may sign.
const ACCESS: &str = "access";

/// An access token that was good when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Whose it is.
    pub account: AccountId,
    /// The sign-in that it belongs to. When that ends, the token ends at Parlor, and here once it expires.
    pub session: SessionId,
    /// How often the session had been renewed when the token was made.
    pub generation: Generation,
    /// When its owner last showed a password or another factor: for what wants a fresh sign-in.
    pub signed_in_at: Timestamp,
    /// How (RFC 8176): `pwd`, and what Parlor may learn to say.
    pub methods: Vec<String>,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The claims as they stand in the token.
#[derive(Deserialize)]
pub(crate) struct Claims {
    token_type: String,
    user_id: i64,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
    iss: String,
    aud: String,
    sub: String,
    sid: i64,
    #[serde(rename = "gen")]
    generation: u32,
    auth_time: i64,
    amr: Vec<String>,
}

/// Whom a token has to be from and for.
pub(crate) struct Expected {
    pub(crate) issuer: String,
    pub(crate) audience: String,
    /// How far the clocks of both machines may be apart.
    pub(crate) leeway: Duration,
}

impl Claims {
    /// Takes claims whose signature is right at their word, if they are those of an access token that is good
    /// at this moment. `iat` is not compared with anything: a clock that was set back must not sign people out.
    pub(crate) fn judge(self, expected: &Expected, now: Timestamp) -> Result<AccessToken, Invalid> {
        if self.iss != expected.issuer {
            return Err(Invalid::Issuer);
        }
        if self.aud != expected.audience {
            return Err(Invalid::Audience);
        }
        if self.token_type != ACCESS {
            return Err(Invalid::Kind);
        }
        if self.sub != self.user_id.to_string() {
            return Err(Invalid::Malformed);
        }
        let expires_at = instant(self.exp)?;
        if now >= expires_at + expected.leeway {
            return Err(Invalid::Expired);
        }
        if let Some(begins) = self.nbf
            && instant(begins)? > now + expected.leeway
        {
            return Err(Invalid::NotYet);
        }
        Ok(AccessToken {
            account: AccountId(self.user_id),
            session: SessionId(self.sid),
            generation: Generation(self.generation),
            signed_in_at: instant(self.auth_time)?,
            methods: self.amr,
            issued_at: instant(self.iat)?,
            expires_at,
        })
    }
}

fn instant(seconds: i64) -> Result<Timestamp, Invalid> {
    seconds.checked_mul(1_000_000).and_then(Timestamp::from_micros).ok_or(Invalid::Malformed)
}
