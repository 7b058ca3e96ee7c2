//! Access tokens as JSON Web Tokens (RFC 7519, by the advice of RFC 8725), and refresh tokens that are
//! derived instead of stored. Must not know whether a session is still live.

mod claims;
mod keys;
mod refresh;
mod refresh_jwt;
#[cfg(test)]
mod tests;

use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::digest::{SHA256, digest};
use parlor_auth::keys::KeyRing;
use parlor_auth::ports::Tokens;
use parlor_auth::{AccessClaims, RefreshClaims, Unexpected};
use parlor_domain::{Generation, SessionId, Timestamp};
use quick_cache::sync::Cache;
use secrecy::SecretString;

use claims::{Claims, Genuine};
use keys::Keys;
use refresh::RefreshCipher;
use refresh_jwt::RefreshJwt;

/// What signs access tokens. Whatever it is, every key of the ring goes on verifying what it signed.
#[derive(Debug, Clone)]
pub enum Signing {
    /// The ES256 key of the ring that signs at present.
    Es256,
    /// The EdDSA key of the ring that signs at present.
    EdDsa,
    /// A secret shared with other services, of [`JwtTokens::MIN_SECRET_BYTES`] or more. Tokens made with it
    /// verify only as long as it is configured.
    Hs256(SecretString),
}

/// Signs and reads tokens with the keys of a ring, which may be replaced at any time.
///
/// Claims count in whole seconds, so times are cut to seconds on their way through a token: one whose
/// session ends within a second ends at that second's beginning.
pub struct JwtTokens {
    /// The lock is held for no longer than it takes to copy or replace the pointer.
    in_use: RwLock<Arc<InUse>>,
    signing: Signing,
    issuer: String,
    refresh: RefreshCipher,
    refresh_jwt: RefreshJwt,
}

/// Keys with what they verified: a token is remembered no longer than the keys that vouch for it are in use.
struct InUse {
    keys: Keys,
    /// By the SHA-256 of the token, so that the cache holds nothing that could be used.
    verified: Cache<[u8; 32], Genuine>,
}

impl InUse {
    fn new(ring: &KeyRing, signing: &Signing) -> Result<Arc<Self>, Unexpected> {
        let keys = Keys::new(ring, signing)?;
        Ok(Arc::new(Self { keys, verified: Cache::new(JwtTokens::REMEMBERED) }))
    }
}

impl JwtTokens {
    /// Fewest bytes of a shared secret (RFC 7518, 3.2).
    pub const MIN_SECRET_BYTES: usize = 32;
    /// Longer tokens are refused unread; those made here have some 600 bytes.
    const MAX_TOKEN_BYTES: usize = 4096;
    /// How many verified tokens are remembered.
    const REMEMBERED: usize = 10_000;

    /// Takes the keys into use. The issuer is the service's public address, and the audience too.
    ///
    /// # Errors
    /// [`Unexpected`] for a key that cannot be read, a ring without the key that is to sign, and a shared
    /// secret that is too short.
    pub fn new(ring: &KeyRing, issuer: String, signing: &Signing) -> Result<Self, Unexpected> {
        Ok(Self {
            in_use: RwLock::new(InUse::new(ring, signing)?),
            signing: signing.clone(),
            issuer,
            refresh: RefreshCipher::new(&ring.refresh)?,
            refresh_jwt: RefreshJwt::new(&ring.refresh),
        })
    }

    /// Puts the signing keys of a ring in the place of those in use, unless they are the same; says whether
    /// they were others. What refresh tokens are derived from stays.
    ///
    /// # Errors
    /// As for [`JwtTokens::new`]; then the keys in use stay.
    pub fn replace_keys(&self, ring: &KeyRing) -> Result<bool, Unexpected> {
        if self.in_use().keys.are_of(ring) {
            return Ok(false);
        }
        let next = InUse::new(ring, &self.signing)?;
        *self.in_use.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(true)
    }

    /// The public keys by which others verify access tokens, as a JWK set (RFC 7517). A shared secret is
    /// never among them.
    #[must_use]
    pub fn jwks(&self) -> String {
        self.in_use().keys.jwks().to_owned()
    }

    fn in_use(&self) -> Arc<InUse> {
        Arc::clone(&self.in_use.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tokens for JwtTokens {
    fn sign_access(&self, claims: &AccessClaims) -> Result<String, Unexpected> {
        self.in_use().keys.sign(&Claims::of(claims, &self.issuer))
    }

    fn read_access(&self, token: &str, now: Timestamp) -> Option<AccessClaims> {
        if token.len() > Self::MAX_TOKEN_BYTES {
            return None;
        }
        let key: [u8; 32] = digest(&SHA256, token.as_bytes()).as_ref().try_into().ok()?;
        let in_use = self.in_use();
        if let Some(genuine) = in_use.verified.get(&key) {
            return genuine.at(now);
        }
        let genuine = in_use.keys.verify(token)?.genuine(&self.issuer)?;
        let claims = genuine.at(now)?;
        in_use.verified.insert(key, genuine);
        Some(claims)
    }

    fn refresh(&self, session: SessionId, generation: Generation) -> String {
        self.refresh.token(session, generation)
    }

    fn refresh_jwt(&self, claims: &RefreshClaims) -> Result<String, Unexpected> {
        let token = self.refresh.token(claims.session, claims.generation);
        self.refresh_jwt.wrap(claims, token, &self.issuer)
    }

    fn read_refresh(&self, token: &str) -> Option<(SessionId, Generation)> {
        if token.contains('.') {
            return self.refresh.read(&self.refresh_jwt.unwrap(token)?);
        }
        self.refresh.read(token)
    }
}
