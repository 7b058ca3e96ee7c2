//! What an access token says, in the words of a JWT. Must not know keys.

use std::time::Duration;

use parlor_auth::AccessClaims;
use parlor_domain::{AccountId, Generation, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

/// Tells an access token from whatever else the same keys may sign one day.
const ACCESS: &str = "access";
/// The only way in so far (RFC 8176).
const BY_PASSWORD: &str = "pwd";
/// How far ahead of ours the clock may be that wrote `nbf`. `exp` has no leeway: both clocks are ours.
const LEEWAY: Duration = Duration::from_secs(30);

/// The claims as they stand in the token.
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    token_type: String,
    user_id: i64,
    jti: String,
    iat: i64,
    exp: i64,
    /// Never written here; honoured where somebody who shares the secret writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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

/// Claims that are right apart from the time.
#[derive(Clone)]
pub(super) struct Genuine {
    claims: AccessClaims,
    not_before: Option<Timestamp>,
}

impl Claims {
    /// Puts claims into words.
    pub(super) fn of(claims: &AccessClaims, issuer: &str) -> Self {
        Self {
            token_type: ACCESS.to_owned(),
            user_id: claims.account.0,
            jti: format!("{:032x}", claims.id),
            iat: claims.issued_at.seconds(),
            exp: claims.expires_at.seconds(),
            nbf: None,
            iss: issuer.to_owned(),
            aud: issuer.to_owned(),
            sub: claims.account.to_string(),
            sid: claims.session.0,
            generation: claims.generation.0,
            auth_time: claims.signed_in_at.seconds(),
            amr: vec![BY_PASSWORD.to_owned()],
        }
    }

    /// Takes claims whose signature is right at their word, if they are those of an access token of this
    /// service. `iat` is not compared with anything: a clock that was set back must not sign people out.
    pub(super) fn genuine(self, issuer: &str) -> Option<Genuine> {
        let is_ours = self.iss == issuer && self.aud == issuer && self.token_type == ACCESS;
        if !is_ours || self.sub != self.user_id.to_string() || self.jti.len() != 32 {
            return None;
        }
        Some(Genuine {
            claims: AccessClaims {
                id: u128::from_str_radix(&self.jti, 16).ok()?,
                account: AccountId(self.user_id),
                session: SessionId(self.sid),
                generation: Generation(self.generation),
                signed_in_at: instant(self.auth_time)?,
                issued_at: instant(self.iat)?,
                expires_at: instant(self.exp)?,
            },
            not_before: match self.nbf {
                Some(seconds) => Some(instant(seconds)?),
                None => None,
            },
        })
    }
}

impl Genuine {
    /// The claims, if they are good at this moment.
    pub(super) fn at(&self, now: Timestamp) -> Option<AccessClaims> {
        let has_begun = self.not_before.is_none_or(|begins| begins <= now + LEEWAY);
        (has_begun && now < self.claims.expires_at).then_some(self.claims)
    }
}

fn instant(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_micros(seconds.checked_mul(1_000_000)?)
}
