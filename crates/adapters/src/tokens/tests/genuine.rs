//! Tokens that are what they seem.

use std::time::Duration;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, UnparsedPublicKey};

use super::*;

#[test]
fn each_algorithm_signs_and_verifies() {
    for (signing, algorithm, kid) in [
        (Signing::Es256, "ES256", "new-es"),
        (Signing::EdDsa, "EdDSA", "new-ed"),
        (hs256(), "HS256", "hs256-"),
    ] {
        let tokens = tokens(&ring(), &signing);
        let token = tokens.sign_access(&claims()).unwrap();
        let header = part(&token, 0);
        assert_eq!((&header["alg"], &header["typ"]), (&json!(algorithm), &json!("JWT")));
        assert!(header["kid"].as_str().unwrap().starts_with(kid), "{header}");
        for _ in 0..2 {
            assert_eq!(tokens.read_access(&token, at(NOW)), Some(claims()), "verified, then remembered");
        }
    }
}

#[test]
fn a_token_says_what_is_documented() {
    let token = tokens(&ring(), &Signing::Es256).sign_access(&claims()).unwrap();
    let expected = json!({
        "token_type": "access",
        "user_id": 7,
        "jti": "00000000000000000123456789abcdef",
        "iat": NOW,
        "exp": NOW + 300,
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": "7",
        "sid": 31,
        "gen": 2,
        "auth_time": NOW - 600,
        "amr": ["pwd"],
    });
    assert_eq!(part(&token, 1), expected);
}

#[test]
fn times_come_back_cut_to_seconds() {
    let tokens = tokens(&ring(), &Signing::EdDsa);
    let precise = Duration::from_micros(999_999);
    let within = AccessClaims {
        signed_in_at: claims().signed_in_at + precise,
        issued_at: claims().issued_at + precise,
        expires_at: claims().expires_at + precise,
        id: u128::MAX,
        ..claims()
    };
    let token = tokens.sign_access(&within).unwrap();
    assert_eq!(tokens.read_access(&token, at(NOW)), Some(AccessClaims { id: u128::MAX, ..claims() }));
}

#[test]
fn every_key_of_the_ring_verifies_what_it_signed_whatever_signs_now() {
    let ring = ring();
    for (signing, kid) in [(Signing::Es256, "old-es"), (Signing::EdDsa, "old-ed")] {
        let token = tokens(&part_of(&ring, &[kid], kid), &signing).sign_access(&claims()).unwrap();
        for now in [Signing::Es256, Signing::EdDsa, hs256()] {
            assert_eq!(tokens(&ring, &now).read_access(&token, at(NOW)), Some(claims()));
        }
    }
}

#[test]
fn a_shared_secret_verifies_only_while_it_is_configured() {
    let ring = ring();
    let token = tokens(&ring, &hs256()).sign_access(&claims()).unwrap();
    assert_eq!(tokens(&ring, &hs256()).read_access(&token, at(NOW)), Some(claims()), "on another instance");
    assert_eq!(tokens(&ring, &Signing::Es256).read_access(&token, at(NOW)), None);
    let other = Signing::Hs256(SecretString::from(SECRET.to_uppercase()));
    assert_eq!(tokens(&ring, &other).read_access(&token, at(NOW)), None);
}

#[test]
fn s37_a_token_ends_at_its_second_also_when_remembered() {
    let tokens = tokens(&ring(), &Signing::Es256);
    let token = tokens.sign_access(&claims()).unwrap();
    let end = claims().expires_at;
    assert_eq!(tokens.read_access(&token, end - Duration::from_micros(1)), Some(claims()));
    for late in [Duration::ZERO, Duration::from_micros(1), Duration::from_secs(86_400)] {
        assert_eq!(tokens.read_access(&token, end + late), None, "{late:?} late");
    }
    let fresh = super::tokens(&ring(), &Signing::Es256);
    assert_eq!(fresh.read_access(&token, end), None);
}

#[test]
fn remembering_is_bounded() {
    let tokens = tokens(&ring(), &hs256());
    for id in 0..2 * u128::try_from(JwtTokens::REMEMBERED).unwrap() {
        let token = tokens.sign_access(&AccessClaims { id, ..claims() }).unwrap();
        assert!(tokens.read_access(&token, at(NOW)).is_some());
    }
    let remembered = tokens.in_use().verified.len();
    assert!((1..=JwtTokens::REMEMBERED).contains(&remembered), "{remembered}");
}

#[test]
fn the_published_keys_verify_a_token_without_us() {
    let ring = ring();
    for (signing, kid) in [(Signing::Es256, "new-es"), (Signing::EdDsa, "new-ed")] {
        let tokens = tokens(&ring, &signing);
        let token = tokens.sign_access(&claims()).unwrap();
        let set: Value = serde_json::from_str(&tokens.jwks()).unwrap();
        let keys = set["keys"].as_array().unwrap();
        let key = keys.iter().find(|key| key["kid"] == kid).unwrap();
        let bytes = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();

        let (message, signature) = token.rsplit_once('.').unwrap();
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
        match signing {
            Signing::EdDsa => {
                UnparsedPublicKey::new(&ED25519, bytes("x")).verify(message.as_bytes(), &signature)
            }
            _ => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, [vec![4], bytes("x"), bytes("y")].concat())
                .verify(message.as_bytes(), &signature),
        }
        .unwrap();
    }
}

#[test]
fn the_published_keys_are_public_and_complete() {
    let jwks: Value = serde_json::from_str(&tokens(&ring(), &Signing::Es256).jwks()).unwrap();
    let shape: Vec<_> = jwks["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| {
            let names: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
            let field = |name: &str| key[name].as_str().unwrap().to_owned();
            (field("kid"), field("alg"), field("use"), field("crv"), names.join(" "))
        })
        .collect();
    let ec = |kid: &str| {
        (kid.into(), "ES256".into(), "sig".into(), "P-256".into(), "use alg kid kty crv x y".into())
    };
    let ed = |kid: &str| {
        (kid.into(), "EdDSA".into(), "sig".into(), "Ed25519".into(), "use alg kid kty crv x".into())
    };
    assert_eq!(shape, [ec("old-es"), ed("old-ed"), ec("new-es"), ed("new-ed")]);
}

#[test]
fn a_shared_secret_is_not_published() {
    let nothing = KeyRing { refresh: vec![9; 32], ..KeyRing::default() };
    assert_eq!(tokens(&nothing, &hs256()).jwks(), r#"{"keys":[]}"#);
    let jwks = tokens(&ring(), &hs256()).jwks();
    assert!(!jwks.contains("HS256") && !jwks.contains(&BASE64_URL_SAFE_NO_PAD.encode(SECRET)), "{jwks}");
    assert!(!format!("{:?}", hs256()).contains(SECRET));
}

#[test]
fn refresh_tokens_go_through_the_port() {
    let tokens = tokens(&ring(), &Signing::Es256);
    let (session, generation) = (SessionId(31), Generation(2));
    let token = tokens.refresh(session, generation);
    assert_eq!(tokens.read_refresh(&token), Some((session, generation)));
    assert_eq!(tokens.read_refresh("not a token"), None);
}

#[test]
fn what_cannot_work_is_refused_at_the_start() {
    let build = |ring: &KeyRing, signing: &Signing| JwtTokens::new(ring, ISSUER.to_owned(), signing).is_ok();
    let nothing = || KeyRing { refresh: vec![9; 32], ..KeyRing::default() };
    assert!(build(&nothing(), &hs256()));
    assert!(!build(&nothing(), &Signing::Es256));
    assert!(!build(&nothing(), &Signing::EdDsa));
    assert!(!build(&part_of(&ring(), &["old-es"], "none"), &Signing::Es256), "none of its keys signs");
    assert!(!build(&KeyRing { refresh: Vec::new(), ..nothing() }, &hs256()));
    for secret in ["", &SECRET[1..]] {
        assert!(!build(&nothing(), &Signing::Hs256(SecretString::from(secret))), "{secret:?}");
    }
    for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::EdDsa] {
        let mut ring = nothing();
        ring.signing.push(SigningKey { kid: "bad".into(), algorithm, signs: true, pkcs8: vec![1; 48] });
        assert!(!build(&ring, &hs256()), "{algorithm:?}");
    }
}
