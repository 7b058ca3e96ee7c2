//! Whether a token is good, as far as it can be told without asking.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{Algorithm, decode_header};
use parlor_domain::ports::Clock;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use url::Url;

use crate::cache::KeyCache;
use crate::claims::{AccessToken, Expected};
use crate::clock::MachineClock;
use crate::keys::Key;
use crate::source::{HttpKeys, KeySource, KeysUnavailable};

/// Longer tokens are refused unread; Parlor's have some 600 bytes.
const MAX_TOKEN_BYTES: usize = 4096;
/// Fewest bytes of a shared secret (RFC 7518, 3.2).
const MIN_SECRET_BYTES: usize = 32;

/// Whose tokens are taken.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Parlor's `PARLOR_PUBLIC_URL`, letter by letter, without a slash at its end: what stands in `iss`.
    pub issuer: String,
    /// What stands in `aud`: with Parlor, its issuer.
    pub audience: String,
    /// Where the keys are: `/.well-known/jwks.json` of the issuer, or of Parlor's address within your network.
    pub keys: String,
    /// The secret of `PARLOR_TOKENS__HS256_SECRET`, where tokens are signed with it. Without it no such token
    /// is taken.
    pub shared_secret: Option<SecretString>,
    /// How far the clocks of both machines may be apart; 30 seconds at most.
    pub leeway: Duration,
}

impl Settings {
    /// What fits a Parlor at its public address.
    #[must_use]
    pub fn of(issuer: &str) -> Self {
        let issuer = issuer.trim_end_matches('/').to_owned();
        Self {
            audience: issuer.clone(),
            keys: format!("{issuer}/.well-known/jwks.json"),
            issuer,
            shared_secret: None,
            leeway: Verifier::MAX_LEEWAY,
        }
    }
}

/// Why settings are refused.
#[derive(Debug, Error)]
pub enum InvalidSettings {
    /// The address of the keys cannot be read, or is neither http nor https.
    #[error("{0:?} is no http or https address")]
    Address(String),
    /// More leeway than tokens can be trusted with.
    #[error("the leeway is longer than 30 seconds")]
    Leeway,
    /// A secret that can be guessed.
    #[error("the shared secret has fewer than 32 bytes")]
    Secret,
    /// TLS cannot be set up on this machine.
    #[error(transparent)]
    Keys(#[from] KeysUnavailable),
}

/// What is wrong with a token. For the log: to its sender every one of them is the same 401.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Invalid {
    /// It is no JWT of Parlor's shape, or wants an extension to be understood.
    #[error("it cannot be read")]
    Malformed,
    /// It is signed by an algorithm that is not taken, or by another than its key's.
    #[error("its algorithm is not the key's")]
    Algorithm,
    /// It names no key, or one that Parlor does not have.
    #[error("its key is not known")]
    Key,
    /// The signature is not that of its key.
    #[error("its signature is wrong")]
    Signature,
    /// It is from somebody else.
    #[error("its issuer is another")]
    Issuer,
    /// It is for somebody else.
    #[error("its audience is another")]
    Audience,
    /// It is no access token.
    #[error("it is no access token")]
    Kind,
    /// It is over.
    #[error("it has expired")]
    Expired,
    /// It does not count yet.
    #[error("it does not count yet")]
    NotYet,
}

/// Why a token is not accepted.
#[derive(Debug, Clone, Error)]
pub enum VerifyError {
    /// It is not good: 401.
    #[error("the token is not good: {0}")]
    Invalid(#[from] Invalid),
    /// Nobody can tell at present: 503.
    #[error(transparent)]
    KeysUnavailable(#[from] KeysUnavailable),
}

/// Verifies access tokens. One is enough for a whole program.
pub struct Verifier {
    expected: Expected,
    keys: KeyCache,
    shared: Option<Key>,
    clock: Arc<dyn Clock>,
}

impl Verifier {
    /// The most leeway there is.
    pub const MAX_LEEWAY: Duration = Duration::from_secs(30);

    /// Verifies by the keys at the address in the settings, which is not asked before the first token.
    ///
    /// # Errors
    /// [`InvalidSettings`]
    pub fn new(settings: Settings) -> Result<Self, InvalidSettings> {
        let address = Url::parse(&settings.keys).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let address = address.ok_or_else(|| InvalidSettings::Address(settings.keys.clone()))?;
        let source = HttpKeys::at(address)?;
        Self::with(settings, Box::new(source), Arc::new(MachineClock))
    }

    /// Verifies by keys from any source, and any clock: for tests, and for programs with an HTTP client of
    /// their own.
    ///
    /// # Errors
    /// [`InvalidSettings`]
    pub fn with(
        settings: Settings,
        source: Box<dyn KeySource>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, InvalidSettings> {
        let Settings { issuer, audience, keys: _, shared_secret, leeway } = settings;
        if leeway > Self::MAX_LEEWAY {
            return Err(InvalidSettings::Leeway);
        }
        if shared_secret.as_ref().is_some_and(|secret| secret.expose_secret().len() < MIN_SECRET_BYTES) {
            return Err(InvalidSettings::Secret);
        }
        Ok(Self {
            expected: Expected { issuer, audience, leeway },
            keys: KeyCache::new(source, Arc::clone(&clock)),
            shared: shared_secret.as_ref().map(Key::shared),
            clock,
        })
    }

    /// Reads a token that is good at this moment. That its session was ended meanwhile is not seen before it
    /// expires; ask [`crate::Introspector`] where that matters.
    ///
    /// # Errors
    /// [`VerifyError`]
    pub async fn verify(&self, token: &str) -> Result<AccessToken, VerifyError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Invalid::Malformed.into());
        }
        let header = decode_header(token).map_err(|_| Invalid::Malformed)?;
        if header.crit.is_some() {
            // No extension is understood here, so none that must be understood is accepted (RFC 7515, 4.1.11).
            return Err(Invalid::Malformed.into());
        }
        // Keys that the header brings or points to (`jwk`, `jku`, `x5u`) are not looked at.
        let key = match header.alg {
            Algorithm::HS256 => self.shared.clone().ok_or(Invalid::Algorithm)?,
            Algorithm::ES256 | Algorithm::EdDSA => {
                let kid = header.kid.as_deref().ok_or(Invalid::Key)?;
                self.keys.find(kid).await?.ok_or(Invalid::Key)?
            }
            _ => return Err(Invalid::Algorithm.into()),
        };
        let claims = key.open(token, header.alg)?;
        Ok(claims.judge(&self.expected, self.clock.now())?)
    }
}
