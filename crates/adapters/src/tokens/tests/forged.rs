//! Tokens that are not what they seem, put together by hand.

use aws_lc_rs::hmac;

use super::*;

fn hmac_with(key: &[u8]) -> impl Fn(&[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    move |message| hmac::sign(&key, message).as_ref().to_vec()
}

fn refused(tokens: &JwtTokens, token: &str) -> bool {
    tokens.read_access(token, at(NOW)).is_none()
}

#[test]
fn the_forger_can_make_a_good_token() {
    // Without this, the refusals below might have another reason than the one they name.
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let (header, body) = good(&tokens);
    assert_eq!(tokens.read_access(&forge(&header, &body, es256(&ring)), at(NOW)), Some(claims()));

    let tokens = super::tokens(&ring, &hs256());
    let (header, body) = good(&tokens);
    let token = forge(&header, &body, hmac_with(SECRET.as_bytes()));
    assert_eq!(tokens.read_access(&token, at(NOW)), Some(claims()));
}

#[test]
fn s36_no_algorithm_is_refused() {
    let ring = ring();
    for signing in [Signing::Es256, Signing::EdDsa, hs256()] {
        let tokens = tokens(&ring, &signing);
        let (header, body) = good(&tokens);
        for none in ["none", "None", "NONE", "nOnE", "", "HS1", "RS256", "ES384"] {
            let header = with(header.clone(), json!({ "alg": none }));
            assert!(refused(&tokens, &forge(&header, &body, |_| Vec::new())), "{none:?}, unsigned");
            assert!(refused(&tokens, &forge(&header, &body, es256(&ring))), "{none:?}, signed");
        }
        let header = with(header, json!({ "alg": null }));
        assert!(refused(&tokens, &forge(&header, &body, es256(&ring))), "no alg");
    }
}

#[test]
fn s36_a_public_key_is_no_shared_secret() {
    let ring = ring();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &ring.signing[2].pkcs8).unwrap();
    let point = aws_lc_rs::signature::KeyPair::public_key(&pair).as_ref().to_vec();
    // The prefix of a P-256 SubjectPublicKeyInfo (RFC 5480).
    let prefix = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
        0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];
    let der = [&prefix[..], &point].concat();
    let text = base64::prelude::BASE64_STANDARD.encode(&der);
    let pem =
        format!("-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n", &text[..64], &text[64..]);
    let x = BASE64_URL_SAFE_NO_PAD.encode(&point[1..33]);
    let secrets: [&[u8]; 7] =
        [&der, &point, &point[1..33], pem.as_bytes(), pem.trim_end().as_bytes(), x.as_bytes(), b""];

    for signing in [Signing::Es256, Signing::EdDsa, hs256()] {
        let tokens = tokens(&ring, &signing);
        let (header, body) = good(&tokens);
        let own = header["kid"].as_str().unwrap().to_owned();
        for secret in secrets {
            for kid in ["new-es", "old-es", "new-ed", own.as_str()] {
                let header = with(header.clone(), json!({ "alg": "HS256", "kid": kid }));
                assert!(refused(&tokens, &forge(&header, &body, hmac_with(secret))), "{kid} {secret:?}");
            }
        }
    }
}

#[test]
fn s36_a_key_signs_only_by_its_own_algorithm() {
    let ring = ring();
    let tokens = tokens(&ring, &hs256());
    let (header, body) = good(&tokens);
    let own = header["kid"].as_str().unwrap().to_owned();
    for (algorithm, kid) in
        [("ES256", own.as_str()), ("EdDSA", "new-es"), ("ES256", "new-ed"), ("ES256", "old-es")]
    {
        let header = with(header.clone(), json!({ "alg": algorithm, "kid": kid }));
        assert!(refused(&tokens, &forge(&header, &body, es256(&ring))), "{algorithm} {kid}");
    }
    let header = with(header, json!({ "kid": "new-es" }));
    assert!(refused(&tokens, &forge(&header, &body, hmac_with(SECRET.as_bytes()))));
}

#[test]
fn s36_an_unknown_or_missing_key_name_is_refused() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let (header, body) = good(&tokens);
    for kid in [
        json!(null),
        json!(""),
        json!("NEW-ES"),
        json!("../new-es"),
        json!("other"),
        json!(7),
        json!(["new-es"]),
    ] {
        let header = with(header.clone(), json!({ "kid": kid }));
        assert!(refused(&tokens, &forge(&header, &body, es256(&ring))), "{kid}");
    }
}

#[test]
fn s36_what_must_be_understood_is_refused() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let (header, body) = good(&tokens);
    for crit in
        [json!(["exp"]), json!(["b64"]), json!(["urn:example:new"]), json!([]), json!("exp"), json!({})]
    {
        let header = with(header.clone(), json!({ "crit": crit, "b64": true, "urn:example:new": 1 }));
        assert!(refused(&tokens, &forge(&header, &body, es256(&ring))), "{crit}");
    }
}

#[test]
fn s36_keys_that_a_token_brings_are_not_followed() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let (header, body) = good(&tokens);
    // Of a ring that this service has never seen.
    let theirs = super::ring();
    let jwks: Value = serde_json::from_str(&super::tokens(&theirs, &Signing::Es256).jwks()).unwrap();
    let brought = [
        json!({ "jwk": jwks["keys"][2] }),
        json!({ "jku": "http://127.0.0.1:9/jwks.json" }),
        json!({ "x5u": "http://127.0.0.1:9/cert.pem" }),
        json!({ "x5c": ["MIIB"] }),
    ];
    for change in brought {
        let header = with(header.clone(), change);
        assert!(refused(&tokens, &forge(&header, &body, es256(&theirs))), "{header}");
        let unnamed = with(header.clone(), json!({ "kid": null }));
        assert!(refused(&tokens, &forge(&unnamed, &body, es256(&theirs))), "{unnamed}");
        // Ignored, not feared: our own key's signature still counts.
        assert!(!refused(&tokens, &forge(&header, &body, es256(&ring))), "{header}");
    }
}

#[test]
fn s36_a_changed_token_is_refused() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let token = tokens.sign_access(&claims()).unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let (header, body) = message.split_once('.').unwrap();
    let other = encoded(&with(part(&token, 1), json!({ "user_id": 8, "sub": "8" })));
    let changed = [
        format!("{header}.{other}.{signature}"),
        format!("{header}.{body}."),
        format!("{header}.{body}"),
        format!("{header}.{body}.{}", &signature[4..]),
        format!("{header}.{body}.{signature}.{signature}"),
        format!("{header}.{body}.{}", BASE64_URL_SAFE_NO_PAD.encode([0; 64])),
        format!(" {token}"),
        format!(".{token}"),
        String::new(),
        "..".to_owned(),
        "é".repeat(200),
    ];
    for token in changed {
        assert!(refused(&tokens, &token), "{token}");
    }
}

#[test]
fn s36_a_token_over_4_kib_is_refused_unread() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let (header, body) = good(&tokens);
    let sized = |padding: usize| {
        forge(&header, &with(body.clone(), json!({ "more": "x".repeat(padding) })), es256(&ring))
    };
    assert!(sized(2000).len() < 4096 && !refused(&tokens, &sized(2000)));
    assert!(sized(3000).len() > 4096 && refused(&tokens, &sized(3000)));
}

#[test]
fn s37_issuer_audience_and_kind_are_checked() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let (header, body) = good(&tokens);
    let wrong = [
        json!({ "iss": "https://evil.example.com" }),
        json!({ "iss": format!("{ISSUER}/") }),
        json!({ "iss": [ISSUER] }),
        json!({ "aud": "https://evil.example.com" }),
        json!({ "aud": ["https://evil.example.com", ISSUER] }),
        json!({ "token_type": "refresh" }),
        json!({ "token_type": "ACCESS" }),
        json!({ "token_type": true }),
        json!({ "sub": "8" }),
        json!({ "sub": 7 }),
        json!({ "user_id": "7" }),
        json!({ "user_id": 7.5 }),
        json!({ "jti": "1" }),
        json!({ "jti": "é".repeat(16) }),
        json!({ "gen": -1 }),
        json!({ "sid": 1e300 }),
    ];
    for change in wrong {
        assert!(
            refused(&tokens, &forge(&header, &with(body.clone(), change.clone()), es256(&ring))),
            "{change}"
        );
    }
    for name in body.as_object().unwrap().keys() {
        let body = with(body.clone(), json!({ name: null }));
        assert!(refused(&tokens, &forge(&header, &body, es256(&ring))), "without {name}");
    }
}

#[test]
fn s37_times_are_checked_against_the_time_given() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let (header, body) = good(&tokens);
    let cases = [
        (json!({ "exp": NOW + 1 }), true),
        (json!({ "exp": NOW }), false),
        (json!({ "exp": NOW - 1 }), false),
        (json!({ "exp": 0 }), false),
        (json!({ "exp": -1 }), false),
        (json!({ "exp": i64::MAX }), false),
        (json!({ "exp": 1e300 }), false),
        (json!({ "exp": (NOW + 300).to_string() }), false),
        (json!({ "nbf": NOW - 1 }), true),
        (json!({ "nbf": NOW + 30 }), true),
        (json!({ "nbf": NOW + 31 }), false),
        (json!({ "nbf": "soon" }), false),
        (json!({ "nbf": i64::MAX }), false),
        (json!({ "iat": NOW + 86_400 }), true),
    ];
    for (change, accepted) in cases {
        let token = forge(&header, &with(body.clone(), change.clone()), es256(&ring));
        assert_eq!(!refused(&tokens, &token), accepted, "{change}");
    }
}

#[test]
fn s37_a_token_refused_early_is_accepted_in_time() {
    let ring = ring();
    let tokens = tokens(&ring, &Signing::Es256);
    let (header, body) = good(&tokens);
    let token = forge(&header, &with(body, json!({ "nbf": NOW + 60 })), es256(&ring));
    assert_eq!(tokens.read_access(&token, at(NOW)), None);
    assert_eq!(tokens.read_access(&token, at(NOW + 60)), Some(claims()));
    assert_eq!(tokens.read_access(&token, at(NOW)), None, "also when remembered");
}
