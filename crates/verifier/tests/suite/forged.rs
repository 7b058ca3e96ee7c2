//! Tokens that are not what they seem (RFC 8725).

use aws_lc_rs::hmac;
use aws_lc_rs::signature::KeyPair;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use parlor_adapters::Signing;
use parlor_verifier::Invalid;
use serde_json::json;

use crate::support::*;

fn hmac_with(key: &[u8]) -> impl Fn(&[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    move |message| hmac::sign(&key, message).as_ref().to_vec()
}

#[tokio::test]
async fn the_forger_can_make_a_good_token() {
    // Without this, the refusals below might have another reason than the one they name.
    let parlor = Parlor::new("a");
    let bench = Bench::sharing(&parlor, SECRET);
    let (header, body) = parlor.good();
    assert!(bench.accepts(&forge(&header, &body, parlor.es256())).await);
    let header = with(&header, json!({ "alg": "HS256" }));
    assert!(bench.accepts(&forge(&header, &body, hmac_with(SECRET.as_bytes()))).await);
}

#[tokio::test]
async fn s36_no_algorithm_is_refused() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    let (header, body) = parlor.good();
    for none in ["none", "None", "NONE", "nOnE", "", "HS1", "HS384", "RS256", "PS256", "ES384"] {
        let header = with(&header, json!({ "alg": none }));
        bench.refuses(&forge(&header, &body, |_| Vec::new())).await;
        bench.refuses(&forge(&header, &body, parlor.es256())).await;
    }
    bench.refuses(&forge(&with(&header, json!({ "alg": null })), &body, parlor.es256())).await;
    assert_eq!(bench.source.asked(), 0, "none of them is worth a request");
}

#[tokio::test]
async fn s36_a_public_key_is_no_shared_secret() {
    let parlor = Parlor::new("a");
    let pair = parlor.pair();
    let point = pair.public_key().as_ref();
    // The prefix of a P-256 SubjectPublicKeyInfo (RFC 5480).
    let prefix = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
        0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];
    let der = [&prefix[..], point].concat();
    let text = BASE64_STANDARD.encode(&der);
    let pem =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n", &text[..64], &text[64..]);
    let x = BASE64_URL_SAFE_NO_PAD.encode(&point[1..33]);
    let secrets: [&[u8]; 7] =
        [&der, point, &point[1..33], pem.as_bytes(), pem.trim_end().as_bytes(), x.as_bytes(), b""];

    let (header, body) = parlor.good();
    let header = with(&header, json!({ "alg": "HS256" }));
    for secret in secrets {
        let token = forge(&header, &body, hmac_with(secret));
        assert_eq!(Bench::of(&parlor).refuses(&token).await, Invalid::Algorithm);
        assert_eq!(Bench::sharing(&parlor, SECRET).refuses(&token).await, Invalid::Signature);
    }
}

#[tokio::test]
async fn s36_a_key_verifies_only_by_its_own_algorithm() {
    let parlor = Parlor::new("a");
    let bench = Bench::sharing(&parlor, SECRET);
    let (header, body) = parlor.good();
    for (algorithm, kid) in [("EdDSA", "a-es"), ("ES256", "a-ed")] {
        let header = with(&header, json!({ "alg": algorithm, "kid": kid }));
        assert_eq!(bench.refuses(&forge(&header, &body, parlor.es256())).await, Invalid::Algorithm);
    }
    let signed_by_secret = forge(&header, &body, hmac_with(SECRET.as_bytes()));
    assert_eq!(bench.refuses(&signed_by_secret).await, Invalid::Signature);
}

#[tokio::test]
async fn s36_an_unknown_or_missing_key_name_is_refused() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    let (header, body) = parlor.good();
    for kid in [json!(null), json!(""), json!("A-ES"), json!("../a-es"), json!(7), json!(["a-es"])] {
        let header = with(&header, json!({ "kid": kid }));
        bench.refuses(&forge(&header, &body, parlor.es256())).await;
    }
}

#[tokio::test]
async fn s36_keys_that_a_token_brings_and_extensions_are_not_followed() {
    let (parlor, theirs) = (Parlor::new("a"), Parlor::new("a"));
    let bench = Bench::of(&parlor);
    let (header, body) = parlor.good();
    let jwks: serde_json::Value = serde_json::from_str(&theirs.jwks()).unwrap();
    for brought in [
        json!({ "jwk": jwks["keys"][0] }),
        json!({ "jku": "http://127.0.0.1:9/jwks.json" }),
        json!({ "x5u": "http://127.0.0.1:9/cert.pem" }),
    ] {
        let header = with(&header, brought);
        assert_eq!(bench.refuses(&forge(&header, &body, theirs.es256())).await, Invalid::Signature);
        assert!(bench.accepts(&forge(&header, &body, parlor.es256())).await, "ignored, not feared");
    }
    for crit in [json!(["exp"]), json!(["b64"]), json!([]), json!("exp")] {
        let header = with(&header, json!({ "crit": crit, "b64": true }));
        assert_eq!(bench.refuses(&forge(&header, &body, parlor.es256())).await, Invalid::Malformed);
    }
}

#[tokio::test]
async fn s36_a_changed_or_oversize_token_is_refused() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    let token = parlor.token(&Signing::Es256);
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, body) = message.split_once('.').unwrap();
    let other = with(&parlor.good().1, json!({ "user_id": 8, "sub": "8" }));
    let other = BASE64_URL_SAFE_NO_PAD.encode(other.to_string());
    for token in [
        format!("{header}.{other}.{signature}"),
        format!("{header}.{body}."),
        format!("{header}.{body}"),
        format!("{header}.{body}.{}", &signature[4..]),
        format!("{header}.{body}.{signature}.{signature}"),
        format!("{header}.{body}.{}", BASE64_URL_SAFE_NO_PAD.encode([0; 64])),
        format!(" {token}"),
        String::new(),
        "..".to_owned(),
        "é".repeat(200),
    ] {
        bench.refuses(&token).await;
    }
    let (header, body) = parlor.good();
    let long = forge(&header, &with(&body, json!({ "more": "x".repeat(3_000) })), parlor.es256());
    assert_eq!(bench.refuses(&long).await, Invalid::Malformed);
}

#[tokio::test]
async fn s37_issuer_audience_and_kind_are_checked() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    let (header, body) = parlor.good();
    let wrong = [
        (json!({ "iss": "https://evil.example.com" }), Invalid::Issuer),
        (json!({ "iss": format!("{ISSUER}/") }), Invalid::Issuer),
        (json!({ "aud": "https://evil.example.com" }), Invalid::Audience),
        (json!({ "aud": ["https://evil.example.com", ISSUER] }), Invalid::Malformed),
        (json!({ "token_type": "refresh" }), Invalid::Kind),
        (json!({ "token_type": "ACCESS" }), Invalid::Kind),
        (json!({ "sub": "8" }), Invalid::Malformed),
        (json!({ "user_id": "7" }), Invalid::Malformed),
        (json!({ "user_id": 7.5 }), Invalid::Malformed),
        (json!({ "gen": -1 }), Invalid::Malformed),
        (json!({ "sid": 1e300 }), Invalid::Malformed),
    ];
    for (change, why) in wrong {
        let token = forge(&header, &with(&body, change.clone()), parlor.es256());
        assert_eq!(bench.refuses(&token).await, why, "{change}");
    }
    for name in body.as_object().unwrap().keys().filter(|name| *name != "jti") {
        let token = forge(&header, &with(&body, json!({ name: null })), parlor.es256());
        assert_eq!(bench.refuses(&token).await, Invalid::Malformed, "without {name}");
    }
}

#[tokio::test]
async fn s37_times_are_checked_with_no_more_than_30_seconds_of_leeway() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    let (header, body) = parlor.good();
    let cases = [
        (json!({ "exp": NOW - 29 }), None),
        (json!({ "exp": NOW - 30 }), Some(Invalid::Expired)),
        (json!({ "exp": 0 }), Some(Invalid::Expired)),
        (json!({ "exp": -1 }), Some(Invalid::Expired)),
        (json!({ "exp": i64::MAX }), Some(Invalid::Malformed)),
        (json!({ "exp": 1e300 }), Some(Invalid::Malformed)),
        (json!({ "exp": (NOW + 300).to_string() }), Some(Invalid::Malformed)),
        (json!({ "nbf": NOW + 30 }), None),
        (json!({ "nbf": NOW + 31 }), Some(Invalid::NotYet)),
        (json!({ "nbf": "soon" }), Some(Invalid::Malformed)),
        (json!({ "iat": NOW + 86_400 }), None),
    ];
    for (change, why) in cases {
        let token = forge(&header, &with(&body, change.clone()), parlor.es256());
        match why {
            None => assert!(bench.accepts(&token).await, "{change}"),
            Some(why) => assert_eq!(bench.refuses(&token).await, why, "{change}"),
        }
    }
}
