//! `/.well-known/jwks.json`: what another back end needs to verify an access token by itself.

use insta::assert_snapshot;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Exchange, Server};

const SECRET: &str = "a secret that two services have shared for years";

both_databases! {
    fn another_back_end_verifies_an_access_token_by_the_published_keys(server: Server) {
        let ann = server.member("ann@example.com");
        let (algorithm, claims) = verified(&server, &ann.access);
        assert_eq!(algorithm, Algorithm::ES256);
        assert_eq!(claims["token_type"], "access");
        assert_eq!(claims["user_id"], ann.get("/api/me/").json()["id"]);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 50 * 60);
        for claim in ["jti", "iss", "aud", "sub", "sid", "gen", "auth_time", "amr"] {
            assert!(!claims[claim].is_null(), "{claim} is missing in {claims}");
        }
    }

    with [("PARLOR_TOKENS__ALGORITHM", "EdDSA")]
    fn it_verifies_one_that_was_signed_by_another_algorithm_too(server: Server) {
        let ann = server.member("ann@example.com");
        assert_eq!(verified(&server, &ann.access).0, Algorithm::EdDSA);
        ann.get("/api/me/").expect(200);
    }

    with [("PARLOR_TOKENS__ALGORITHM", "HS256"), ("PARLOR_TOKENS__HS256_SECRET", SECRET)]
    fn a_shared_secret_verifies_and_is_never_published(server: Server) {
        let ann = server.member("ann@example.com");
        let mut wanted = Validation::new(Algorithm::HS256);
        wanted.validate_aud = false;
        let token =
            decode::<Value>(&ann.access, &DecodingKey::from_secret(SECRET.as_bytes()), &wanted).unwrap();
        assert_eq!(token.claims["token_type"], "access");
        ann.get("/api/me/").expect(200);
        let keys = server.anonymous().get("/.well-known/jwks.json").expect(200);
        assert!(!keys.text.contains("\"oct\"") && !keys.text.contains("\"HS256\""), "{keys}");
    }

    fn the_keys_are_public_ones_that_stay_after_a_restart(mut server: Server) {
        let anyone = server.anonymous();
        let keys = anyone.get("/.well-known/jwks.json").expect(200);
        assert_eq!(keys.header("content-type"), "application/json");
        assert_eq!(keys.json()["keys"].as_array().unwrap().len(), 1);
        let key = &keys.json()["keys"][0];
        assert_eq!(
            json!([key["kty"], key["crv"], key["alg"], key["use"]]),
            json!(["EC", "P-256", "ES256", "sig"])
        );
        for private in ["d", "p", "q", "k"] {
            assert!(key[private].is_null(), "{key}");
        }
        server.restart();
        assert_eq!(anyone.get("/.well-known/jwks.json").text, keys.text);
    }

    fn they_are_only_read(server: Server) {
        let reply = server.anonymous().request("DELETE", "/.well-known/jwks.json").reply();
        assert_snapshot!(reply, @r#"405 {"detail":"Method \"DELETE\" not allowed."}"#);
        assert_eq!(reply.header("allow"), "GET, HEAD, OPTIONS");
    }
}

/// How a token is signed and what it claims, by nothing but what is published.
fn verified(server: &Server, token: &str) -> (Algorithm, Value) {
    let header = decode_header(token).unwrap();
    let keys = server.anonymous().get("/.well-known/jwks.json").expect(200);
    let keys: JwkSet = serde_json::from_str(&keys.text).unwrap();
    let key: &Jwk = keys.find(header.kid.as_deref().unwrap()).unwrap();
    let mut wanted = Validation::new(header.alg);
    wanted.set_audience(&["http://localhost:8000"]);
    wanted.set_issuer(&["http://localhost:8000"]);
    let token = decode::<Value>(token, &DecodingKey::from_jwk(key).unwrap(), &wanted).unwrap();
    (header.alg, token.claims)
}
