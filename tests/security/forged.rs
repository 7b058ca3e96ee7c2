//! Access tokens that are not what they seem.
//!
//! Where the shared secret of HS256 is set, a test can sign what the service never would. No claim and no
//! key of a token depends on the database, so one is enough.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};

use super::{BAD_TOKEN, me};
use crate::support::{Kind, Member, Reply, Server};

const SECRET: &str = "a secret that two services have shared for years";

#[test]
fn s36_a_token_without_a_signature_is_refused() {
    let (server, ann) = signed_by_key_pair();
    let (header, claims, signature) = parts(&ann.access);
    for algorithm in ["none", "None", "NONE", "nOnE", "", "ES256", "HS256"] {
        let message = message(&with(&header, json!({ "alg": algorithm })), &claims);
        refused(&server, &format!("{message}."), algorithm);
        refused(&server, &message, algorithm);
        if algorithm != "ES256" {
            refused(&server, &format!("{message}.{signature}"), algorithm);
        }
    }
}

#[test]
fn s36_a_public_key_is_no_shared_secret() {
    let (server, ann) = signed_by_key_pair();
    let keys = server.anonymous().get("/.well-known/jwks.json").expect(200);
    let key = keys.json()["keys"][0].clone();
    let (x, y) = (key["x"].as_str().unwrap(), key["y"].as_str().unwrap());
    let point = [&[4][..], &BASE64.decode(x).unwrap(), &BASE64.decode(y).unwrap()].concat();
    let (header, claims, _) = parts(&ann.access);
    let header = with(&header, json!({ "alg": "HS256" }));
    for secret in [
        b"".as_slice(),
        x.as_bytes(),
        &point,
        &point[1..],
        &point[1..33],
        key.to_string().as_bytes(),
        keys.text.as_bytes(),
        pem(&point).as_bytes(),
        pem(&point).trim_end().as_bytes(),
    ] {
        refused(&server, &signed(&header, &claims, secret), "a public key");
        let no_kid = without(&header, "kid");
        refused(&server, &signed(&no_kid, &claims, secret), "a public key that is not named");
    }
}

#[test]
fn s36_a_key_that_the_token_brings_or_points_to_is_not_looked_at() {
    let (server, ann) = signed_by_secret();
    let (header, claims, _) = parts(&ann.access);
    accepted(&server, &signed(&header, &claims, SECRET.as_bytes()));
    let own = b"a secret that nobody else has ever seen";
    let jwk = json!({ "kty": "oct", "k": BASE64.encode(own), "alg": "HS256", "kid": header["kid"] });
    for brought in [
        json!({}),
        json!({ "jwk": jwk }),
        json!({ "jku": "http://127.0.0.1:9/keys" }),
        json!({ "x5u": "http://127.0.0.1:9/chain" }),
        json!({ "kid": "another", "jwk": jwk }),
        json!({ "kid": "../../../../dev/null" }),
        json!({ "kid": "' OR 1=1 --" }),
        json!({ "kid": "" }),
    ] {
        refused(&server, &signed(&with(&header, brought.clone()), &claims, own), &brought.to_string());
        refused(&server, &signed(&with(&header, brought.clone()), &claims, b""), &brought.to_string());
    }
}

#[test]
fn s36_a_key_is_named_and_an_extension_is_understood_or_the_token_is_refused() {
    let (server, ann) = signed_by_secret();
    let (header, claims, _) = parts(&ann.access);
    let sign = |header: &Value| signed(header, &claims, SECRET.as_bytes());
    accepted(&server, &sign(&header));
    refused(&server, &sign(&without(&header, "kid")), "no kid");
    for change in [
        json!({ "kid": "unknown" }),
        json!({ "kid": "" }),
        json!({ "kid": null }),
        json!({ "crit": ["exp"] }),
        json!({ "crit": ["unheard-of"], "unheard-of": true }),
        json!({ "alg": "HS384" }),
        json!({ "alg": "ES256" }),
    ] {
        refused(&server, &sign(&with(&header, change.clone())), &change.to_string());
    }
}

#[test]
fn s37_every_claim_is_checked() {
    let (server, ann) = signed_by_secret();
    let (header, claims, _) = parts(&ann.access);
    let sign = |claims: &Value| signed(&header, claims, SECRET.as_bytes());
    accepted(&server, &sign(&claims));
    let now = claims["iat"].as_i64().unwrap();
    for change in [
        json!({ "token_type": "refresh" }),
        json!({ "token_type": "" }),
        json!({ "iss": "http://elsewhere.example.com" }),
        json!({ "aud": "http://elsewhere.example.com" }),
        json!({ "aud": ["http://elsewhere.example.com"] }),
        json!({ "exp": now - 60 }),
        json!({ "exp": -1 }),
        json!({ "exp": "tomorrow" }),
        json!({ "nbf": now + 600 }),
        json!({ "user_id": 2 }),
        json!({ "user_id": 2, "sub": "2" }),
        json!({ "sub": "2" }),
        json!({ "sid": 4711 }),
        json!({ "sid": i64::MIN }),
        json!({ "gen": -1 }),
    ] {
        refused(&server, &sign(&with(&claims, change.clone())), &change.to_string());
    }
    for claim in ["token_type", "user_id", "jti", "exp", "iss", "aud", "sub", "sid", "gen"] {
        refused(&server, &sign(&without(&claims, claim)), claim);
    }
    let jwt = sign(&with(&claims, json!({ "exp": now - 60 })));
    refused(&server, &jwt, "a second time, after it may have been remembered");
}

#[test]
fn s37_a_clock_that_is_a_little_ahead_signs_nobody_out() {
    let (server, ann) = signed_by_secret();
    let (header, claims, _) = parts(&ann.access);
    let now = claims["iat"].as_i64().unwrap();
    for change in [json!({ "iat": now + 3600 }), json!({ "nbf": now - 5 }), json!({ "nbf": now + 10 })] {
        accepted(&server, &signed(&header, &with(&claims, change), SECRET.as_bytes()));
    }
}

#[test]
fn s36_a_token_that_was_altered_anywhere_is_refused() {
    let (server, ann) = signed_by_key_pair();
    let bob = server.member("bob@example.com");
    let (header, claims, signature) = parts(&ann.access);
    let (_, other_claims, other_signature) = parts(&bob.access);
    // Ann's signature under Bob's claims, and the other way round.
    refused(&server, &format!("{}.{signature}", message(&header, &other_claims)), "other claims");
    refused(&server, &format!("{}.{other_signature}", message(&header, &claims)), "another signature");
    let later = with(&claims, json!({ "exp": claims["exp"].as_i64().unwrap() + 1 }));
    refused(&server, &format!("{}.{signature}", message(&header, &later)), "a later end");

    let places = ann.access.len();
    for place in (0..places).step_by(7).chain([places - 3]) {
        let mut bytes = ann.access.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        refused(&server, &String::from_utf8(bytes).unwrap(), &format!("place {place}"));
        refused(&server, &ann.access[..place.max(1)], &format!("cut at {place}"));
    }
    for wrong in [format!("{}.", ann.access), format!(".{}", ann.access), ann.access.replace('.', "")] {
        refused(&server, &wrong, "dots");
    }
    refused(&server, &format!("{}{}", ann.access, "A".repeat(6000)), "a tail");
    accepted(&server, &ann.access);
}

#[test]
fn s37_a_refresh_token_is_no_access_token_and_the_other_way_round() {
    let (server, ann) = signed_by_key_pair();
    refused(&server, &ann.refresh_token, "a refresh token");
    let reply = server.anonymous().refresh(&ann.access);
    assert_eq!(reply.to_string(), super::BAD_REFRESH_TOKEN);
    // It was not even taken for one that had been left behind.
    accepted(&server, &ann.access);
    server.anonymous().refresh(&ann.refresh_token).expect(200);
}

#[test]
fn s36_tokens_of_another_service_are_refused() {
    let (server, _) = signed_by_key_pair();
    let (_elsewhere, eve) = signed_by_key_pair();
    refused(&server, &eve.access, "another service's access token");
    let reply = server.anonymous().refresh(&eve.refresh_token);
    assert_eq!(reply.to_string(), super::BAD_REFRESH_TOKEN);
}

fn signed_by_key_pair() -> (Server, Member) {
    let server = Server::with(Kind::Sqlite, &[]);
    let ann = server.member("ann@example.com");
    (server, ann)
}

fn signed_by_secret() -> (Server, Member) {
    let settings = [("PARLOR_TOKENS__ALGORITHM", "HS256"), ("PARLOR_TOKENS__HS256_SECRET", SECRET)];
    let server = Server::with(Kind::Sqlite, &settings);
    let ann = server.member("ann@example.com");
    (server, ann)
}

#[track_caller]
fn refused(server: &Server, token: &str, what: &str) {
    let reply: Reply = me(&server.anonymous(), token);
    assert_eq!(reply.to_string(), BAD_TOKEN, "{what}: {token}");
    assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"api\"", "{what}");
}

#[track_caller]
fn accepted(server: &Server, token: &str) {
    me(&server.anonymous(), token).expect(200);
}

fn parts(token: &str) -> (Value, Value, String) {
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let read = |part: &str| serde_json::from_slice(&BASE64.decode(part).unwrap()).unwrap();
    (read(header), read(claims), signature.to_owned())
}

fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()))
}

fn signed(header: &Value, claims: &Value, secret: &[u8]) -> String {
    let message = message(header, claims);
    let key = EncodingKey::from_secret(secret);
    format!("{message}.{}", crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap())
}

/// An object with some of its members set anew.
fn with(object: &Value, members: Value) -> Value {
    let mut changed = object.clone();
    for (name, value) in members.as_object().unwrap() {
        changed[name] = value.clone();
    }
    changed
}

fn without(object: &Value, member: &str) -> Value {
    let mut changed = object.clone();
    changed.as_object_mut().unwrap().remove(member).unwrap();
    changed
}

/// A point of P-256 as a public key is usually kept in a file (RFC 5480).
fn pem(point: &[u8]) -> String {
    let prefix = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE";
    let text = format!("{prefix}{}", base64::prelude::BASE64_STANDARD.encode(&point[1..]));
    format!("-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n", &text[..64], &text[64..])
}
