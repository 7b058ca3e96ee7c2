//! Refresh tokens as JWTs, for contracts whose clients read when theirs ends. The token proper stands in
//! `jti`; what is around it is signed with a key derived from the one that refresh tokens come from, so that
//! signing keys may rotate under it. No other service is meant to verify one.

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use parlor_auth::{RefreshClaims, Unexpected};
use serde::{Deserialize, Serialize};

const REFRESH: &str = "refresh";
/// Longer ones are refused unread; those made here have some 400 bytes.
const MAX_BYTES: usize = 2048;

#[derive(Serialize, Deserialize)]
struct Claims {
    token_type: String,
    user_id: i64,
    jti: String,
    iat: i64,
    exp: i64,
    iss: String,
    sub: String,
}

pub(super) struct RefreshJwt {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl RefreshJwt {
    pub fn new(refresh_key: &[u8]) -> Self {
        let derived = hmac::sign(&hmac::Key::new(HMAC_SHA256, refresh_key), b"refresh tokens as JWTs");
        let mut validation = Validation::new(Algorithm::HS256);
        // When a session ends is asked of the session, which may have been renewed since.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.set_required_spec_claims(&["exp"]);
        Self {
            encoding: EncodingKey::from_secret(derived.as_ref()),
            decoding: DecodingKey::from_secret(derived.as_ref()),
            validation,
        }
    }

    /// Puts a refresh token into a JWT.
    pub fn wrap(&self, claims: &RefreshClaims, token: String, issuer: &str) -> Result<String, Unexpected> {
        let claims = Claims {
            token_type: REFRESH.to_owned(),
            user_id: claims.account.0,
            jti: token,
            iat: claims.issued_at.seconds(),
            exp: claims.expires_at.seconds(),
            iss: issuer.to_owned(),
            sub: claims.account.to_string(),
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
            .map_err(|error| Unexpected::while_doing("signing a refresh token", error))
    }

    /// The refresh token in a JWT, if it was put there by this service.
    pub fn unwrap(&self, jwt: &str) -> Option<String> {
        if jwt.len() > MAX_BYTES {
            return None;
        }
        let claims = decode::<Claims>(jwt, &self.decoding, &self.validation).ok()?.claims;
        (claims.token_type == REFRESH).then_some(claims.jti)
    }
}

#[cfg(test)]
mod tests {
    use parlor_domain::{AccountId, Generation, SessionId, Timestamp};

    use super::*;

    fn claims() -> RefreshClaims {
        RefreshClaims {
            account: AccountId(7),
            session: SessionId(3),
            generation: Generation(2),
            issued_at: Timestamp::EPOCH,
            expires_at: Timestamp::EPOCH,
        }
    }

    #[test]
    fn what_was_wrapped_is_found_again_also_when_its_time_is_over() {
        let jwts = RefreshJwt::new(&[1; 32]);
        let jwt = jwts.wrap(&claims(), "the-token".to_owned(), "http://localhost").unwrap();
        assert_eq!(jwts.unwrap(&jwt).as_deref(), Some("the-token"));
    }

    #[test]
    fn s36_what_somebody_else_wrapped_or_nobody_signed_is_refused() {
        let jwts = RefreshJwt::new(&[1; 32]);
        let foreign = RefreshJwt::new(&[2; 32]).wrap(&claims(), "t".to_owned(), "x").unwrap();
        assert_eq!(jwts.unwrap(&foreign), None);
        let own = jwts.wrap(&claims(), "t".to_owned(), "x").unwrap();
        let body = own.split('.').nth(1).unwrap();
        // {"alg":"none","typ":"JWT"}
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.");
        for jwt in [unsigned.as_str(), "a.b.c", "", &"x".repeat(3_000)] {
            assert_eq!(jwts.unwrap(jwt), None);
        }
    }
}
