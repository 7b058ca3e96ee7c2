//! What is signed, what is accepted, and every way of forging that RFC 8725 warns of.

mod forged;
mod genuine;
mod replaced;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use parlor_auth::keys::{SigningAlgorithm, SigningKey};
use parlor_auth::ports::Vault;
use parlor_domain::AccountId;
use serde_json::{Value, json};

use super::*;
use crate::RootVault;

const ISSUER: &str = "https://accounts.example.com";
const SECRET: &str = "a secret that two services share";
const NOW: i64 = 1_800_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(seconds * 1_000_000).unwrap()
}

fn hs256() -> Signing {
    Signing::Hs256(SecretString::from(SECRET))
}

/// A ring of four keys, of which the newest of each algorithm signs.
fn ring() -> KeyRing {
    let vault = RootVault::new(&[1; 32]).unwrap();
    let key = |kid: &str, algorithm| SigningKey {
        kid: kid.to_owned(),
        algorithm,
        signs: kid.starts_with("new"),
        pkcs8: vault.new_signing_key(algorithm).unwrap(),
    };
    let signing = vec![
        key("old-es", SigningAlgorithm::Es256),
        key("old-ed", SigningAlgorithm::EdDsa),
        key("new-es", SigningAlgorithm::Es256),
        key("new-ed", SigningAlgorithm::EdDsa),
    ];
    KeyRing { signing, refresh: vec![9; 32], ..KeyRing::default() }
}

/// Some keys of a ring by their names; `signer` is the one that signs.
fn part_of(ring: &KeyRing, kids: &[&str], signer: &str) -> KeyRing {
    let kept = ring.signing.iter().filter(|key| kids.contains(&key.kid.as_str()));
    let signing = kept.map(|key| SigningKey {
        kid: key.kid.clone(),
        algorithm: key.algorithm,
        signs: key.kid == signer,
        pkcs8: key.pkcs8.clone(),
    });
    KeyRing { signing: signing.collect(), refresh: ring.refresh.clone(), ..KeyRing::default() }
}

fn tokens(ring: &KeyRing, signing: &Signing) -> JwtTokens {
    JwtTokens::new(ring, ISSUER.to_owned(), signing).unwrap()
}

fn claims() -> AccessClaims {
    AccessClaims {
        id: 0x0123_4567_89ab_cdef,
        account: AccountId(7),
        session: SessionId(31),
        generation: Generation(2),
        signed_in_at: at(NOW - 600),
        issued_at: at(NOW),
        expires_at: at(NOW + 300),
    }
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encoded(part: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part.to_string())
}

/// A token put together by hand.
fn forge(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let message = format!("{}.{}", encoded(header), encoded(claims));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    format!("{message}.{signature}")
}

/// The newest ES256 key of a ring, as whoever stole it would use it.
fn es256(ring: &KeyRing) -> impl Fn(&[u8]) -> Vec<u8> {
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &ring.signing[2].pkcs8).unwrap();
    move |message| pair.sign(&aws_lc_rs::rand::SystemRandom::new(), message).unwrap().as_ref().to_vec()
}

/// The header and the claims of a good ES256 token.
fn good(tokens: &JwtTokens) -> (Value, Value) {
    let token = tokens.sign_access(&claims()).unwrap();
    (part(&token, 0), part(&token, 1))
}

/// The same object with some fields replaced, or removed where they are null.
fn with(mut object: Value, changes: Value) -> Value {
    let fields = object.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => fields.remove(name),
            value => fields.insert(name.clone(), value.clone()),
        };
    }
    object
}
