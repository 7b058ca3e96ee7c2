//! The keys that Parlor publishes, each bound to its own algorithm. Must not know where they come from, nor
//! what a token claims.

use std::collections::HashMap;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use crate::Invalid;
use crate::claims::Claims;

/// What verifies a signature, by one algorithm (RFC 8725, 3.1).
#[derive(Clone)]
pub(crate) struct Key {
    key: DecodingKey,
    algorithm: Algorithm,
}

impl Key {
    /// The key of a secret that both services have.
    pub(crate) fn shared(secret: &SecretString) -> Self {
        let key = DecodingKey::from_secret(secret.expose_secret().as_bytes());
        Self { key, algorithm: Algorithm::HS256 }
    }

    /// The claims of a token that this key signed.
    pub(crate) fn open(&self, token: &str, claimed: Algorithm) -> Result<Claims, Invalid> {
        if claimed != self.algorithm {
            return Err(Invalid::Algorithm);
        }
        // The library would read the system's clock; the claims are checked where the time is an argument.
        let mut signature_only = Validation::new(self.algorithm);
        signature_only.required_spec_claims.clear();
        signature_only.validate_exp = false;
        signature_only.validate_aud = false;
        let opened = decode(token, &self.key, &signature_only);
        opened.map(|token| token.claims).map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => Invalid::Signature,
            _ => Invalid::Malformed,
        })
    }
}

/// A set of keys by their names.
pub(crate) struct KeySet(HashMap<String, Key>);

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a JWK set (RFC 7517). Keys for other purposes, or of kinds that are not known here, are passed
    /// over, as section 5 asks; a symmetric one is never taken from a public place.
    pub(crate) fn parse(jwks: &str) -> Result<Self, serde_json::Error> {
        let published: Published = serde_json::from_str(jwks)?;
        Ok(Self(published.keys.into_iter().filter_map(usable).collect()))
    }

    pub(crate) fn find(&self, kid: &str) -> Option<Key> {
        self.0.get(kid).cloned()
    }
}

fn usable(key: Value) -> Option<(String, Key)> {
    let jwk: Jwk = serde_json::from_value(key).ok()?;
    let (algorithm, name) = match &jwk.algorithm {
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    let is_named_otherwise = jwk.common.key_algorithm.is_some_and(|named| named != name);
    let has_other_use =
        jwk.common.public_key_use.as_ref().is_some_and(|kind| *kind != PublicKeyUse::Signature);
    if is_named_otherwise || has_other_use {
        return None;
    }
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    Some((jwk.common.key_id?, Key { key, algorithm }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// RFC 8037, appendix A.2.
    const ED: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    /// RFC 7517, appendix A.1.
    const EC: [&str; 2] =
        ["MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"];

    fn names(keys: Value) -> Vec<String> {
        let mut names: Vec<_> =
            KeySet::parse(&json!({ "keys": keys }).to_string()).unwrap().0.into_keys().collect();
        names.sort();
        names
    }

    #[test]
    fn keys_for_signatures_of_the_known_kinds_are_read() {
        let (ed, [x, y]) = (ED, EC);
        assert_eq!(
            names(json!([
                { "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "ec", "use": "sig", "alg": "ES256" },
                { "kty": "OKP", "crv": "Ed25519", "x": ed, "kid": "ed" },
            ])),
            ["ec", "ed"]
        );
    }

    #[test]
    fn s36_what_is_no_public_key_for_signatures_is_passed_over() {
        let (ed, [x, y]) = (ED, EC);
        assert!(
            names(json!([
                { "kty": "oct", "k": ed, "kid": "shared", "alg": "HS256" },
                { "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "hs", "alg": "HS256" },
                { "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "unsure", "alg": "ES999" },
                { "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "enc", "use": "enc" },
                { "kty": "EC", "crv": "P-256", "x": x, "y": y },
                { "kty": "EC", "crv": "secp256k1", "x": x, "y": y, "kid": "other curve" },
                { "kty": "RSA", "n": x, "e": "AQAB", "kid": "rsa" },
                { "kty": "AKP", "pub": x, "kid": "a kind of next year" },
                "no key", {}, null,
            ]))
            .is_empty()
        );
        for text in ["", "[]", "{}", r#"{"keys":{}}"#, "<html>"] {
            assert!(KeySet::parse(text).is_err(), "{text}");
        }
    }
}
