//! The keys of access tokens: one signs, each verifies what its own algorithm signed. Must not know what a
//! token claims.

use std::collections::HashMap;

use aws_lc_rs::hmac;
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use parlor_auth::Unexpected;
use parlor_auth::keys::{KeyRing, SigningAlgorithm, SigningKey};
use secrecy::{ExposeSecret, SecretString};

use super::claims::Claims;
use super::{JwtTokens, Signing};
use crate::hex;

/// The keys in use. They never change: another ring makes others.
pub(super) struct Keys {
    marks: Vec<Mark>,
    signer: Signer,
    verifiers: HashMap<String, Verifier>,
    jwks: String,
}

/// What tells one ring from another: a signing key, and whether it signs.
type Mark = (String, bool);

struct Signer {
    header: Header,
    key: EncodingKey,
}

/// A key that verifies, bound to its algorithm: a token's header picks a key by its `kid`, never an
/// algorithm (RFC 8725, 3.1).
struct Verifier {
    key: DecodingKey,
    signature_only: Validation,
}

impl Keys {
    /// Reads all keys of a ring, and picks what signs.
    pub(super) fn new(ring: &KeyRing, signing: &Signing) -> Result<Self, Unexpected> {
        let mut verifiers = HashMap::new();
        let mut jwks = JwkSet { keys: Vec::new() };
        for key in &ring.signing {
            let jwk = public(key)?;
            let verifier = DecodingKey::from_jwk(&jwk).map_err(unreadable)?;
            verifiers.insert(key.kid.clone(), Verifier::new(verifier, algorithm(key)));
            jwks.keys.push(jwk);
        }
        let signer = match signing {
            Signing::Es256 => chosen(ring, SigningAlgorithm::Es256)?,
            Signing::EdDsa => chosen(ring, SigningAlgorithm::EdDsa)?,
            Signing::Hs256(secret) => {
                let (kid, signer, verifier) = shared(secret)?;
                verifiers.insert(kid, verifier);
                signer
            }
        };
        let jwks = serde_json::to_string(&jwks)
            .map_err(|error| Unexpected::while_doing("writing the public keys", error))?;
        Ok(Self { marks: marks(ring), signer, verifiers, jwks })
    }

    /// Whether these are the keys of this ring, each in the same use.
    pub(super) fn are_of(&self, ring: &KeyRing) -> bool {
        self.marks == marks(ring)
    }

    /// The public keys as a JWK set.
    pub(super) fn jwks(&self) -> &str {
        &self.jwks
    }

    /// Makes a token.
    pub(super) fn sign(&self, claims: &Claims) -> Result<String, Unexpected> {
        encode(&self.signer.header, claims, &self.signer.key)
            .map_err(|error| Unexpected::while_doing("signing an access token", error))
    }

    /// The claims of a token that one of the keys signed. Keys that a token's header brings or points to
    /// (`jwk`, `jku`, `x5u`) are not looked at.
    pub(super) fn verify(&self, token: &str) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        if header.crit.is_some() {
            // No extension is understood here, so none that must be understood is accepted (RFC 7515, 4.1.11).
            return None;
        }
        let verifier = self.verifiers.get(header.kid.as_deref()?)?;
        let token = decode(token, &verifier.key, &verifier.signature_only).ok()?;
        Some(token.claims)
    }
}

impl Signer {
    fn new(algorithm: Algorithm, kid: &str, key: EncodingKey) -> Self {
        Self { header: Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) }, key }
    }
}

impl Verifier {
    fn new(key: DecodingKey, algorithm: Algorithm) -> Self {
        // The library would read the system's clock; the claims are checked where the time is an argument.
        let mut signature_only = Validation::new(algorithm);
        signature_only.required_spec_claims.clear();
        signature_only.validate_exp = false;
        signature_only.validate_aud = false;
        Self { key, signature_only }
    }
}

fn marks(ring: &KeyRing) -> Vec<Mark> {
    ring.signing.iter().map(|key| (key.kid.clone(), key.signs)).collect()
}

/// The key of an algorithm that signs at present.
fn chosen(ring: &KeyRing, wanted: SigningAlgorithm) -> Result<Signer, Unexpected> {
    let key = ring.signing.iter().find(|key| key.algorithm == wanted && key.signs).ok_or_else(|| {
        Unexpected::while_doing("choosing what signs", format!("there is no {} key", wanted.as_str()))
    })?;
    Ok(Signer::new(algorithm(key), &key.kid, private(key)))
}

/// What a shared secret signs and verifies with. Its name is drawn from it by a one-way function, so that
/// every instance has the same and it tells nothing.
fn shared(secret: &SecretString) -> Result<(String, Signer, Verifier), Unexpected> {
    let secret = secret.expose_secret().as_bytes();
    if secret.len() < JwtTokens::MIN_SECRET_BYTES {
        return Err(Unexpected::while_doing("reading the shared secret", "it has fewer than 32 bytes"));
    }
    let name = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), b"parlor: kid of the shared secret, 1");
    let kid = format!("hs256-{:.16}", hex::lower(name.as_ref()));
    let signer = Signer::new(Algorithm::HS256, &kid, EncodingKey::from_secret(secret));
    Ok((kid, signer, Verifier::new(DecodingKey::from_secret(secret), Algorithm::HS256)))
}

fn algorithm(key: &SigningKey) -> Algorithm {
    match key.algorithm {
        SigningAlgorithm::Es256 => Algorithm::ES256,
        SigningAlgorithm::EdDsa => Algorithm::EdDSA,
    }
}

fn private(key: &SigningKey) -> EncodingKey {
    match key.algorithm {
        SigningAlgorithm::Es256 => EncodingKey::from_ec_der(&key.pkcs8),
        SigningAlgorithm::EdDsa => EncodingKey::from_ed_der(&key.pkcs8),
    }
}

/// The half of a key that others may see.
fn public(key: &SigningKey) -> Result<Jwk, Unexpected> {
    let mut jwk = Jwk::from_encoding_key(&private(key), algorithm(key)).map_err(unreadable)?;
    jwk.common.key_id = Some(key.kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    Ok(jwk)
}

fn unreadable(error: jsonwebtoken::errors::Error) -> Unexpected {
    Unexpected::while_doing("reading a signing key", error)
}
