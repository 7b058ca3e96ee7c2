//! `/api/auth/login`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, hiding_token, log_in, token_of};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn a_player_signs_in_with_a_token_that_lives_a_day(server: Server) {
        Player::sign_up(&server, "ann@example.com", "ann");
        let signed_in = log_in(&server.anonymous(), "ann@example.com", PASSWORD);
        let token = token_of(&signed_in);
        assert_snapshot!(
            hiding_token(signed_in),
            @r#"200 {"user":{"email":"ann@example.com","username":"ann","token":"…"}}"#
        );
        let claims = claims(&token);
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 24 * 3_600);
        assert_eq!(claims["token_type"], "access");
        for scheme in ["Token", "Bearer", "JWT"] {
            let ann = server.anonymous().bearing(&format!("{scheme} {token}"));
            ann.get("/api/user/").expect(200);
            ann.get("/v1/accounts/me").expect(200);
        }
    }

    fn what_is_missing_is_told(server: Server) {
        let anyone = server.anonymous();
        for body in [json!({}), json!({ "email": "ann@example.com", "password": PASSWORD })] {
            assert_snapshot!(
                anyone.post("/api/auth/login", body),
                @r#"400 {"errors":{"email":["This field is required."],"password":["This field is required."]}}"#
            );
        }
        assert_snapshot!(
            anyone.post("/api/auth/login", json!({ "user": { "email": " ", "password": "" } })),
            @r#"400 {"errors":{"email":["This field may not be blank."],"password":["This field may not be blank."]}}"#
        );
        assert_snapshot!(
            anyone.post("/api/auth/login", json!({ "user": { "email": null, "password": {} } })),
            @r#"400 {"errors":{"email":["This field may not be null."],"password":["Not a valid string."]}}"#
        );
    }

    fn wrong_and_unknown_are_answered_alike(server: Server) {
        Player::sign_up(&server, "ann@example.com", "ann");
        let anyone = server.anonymous();
        for (email, password) in [
            ("ann@example.com", "a wrong password"),
            ("ann@example.com", " correct horse battery"),
            ("nobody@example.com", PASSWORD),
            ("no address", PASSWORD),
        ] {
            assert_snapshot!(
                log_in(&anyone, email, password),
                @r#"400 {"errors":{"error":["A user with this email and password was not found."]}}"#
            );
        }
    }

    fn s22_the_fifth_wrong_password_locks_in_every_contract(server: Server) {
        Player::sign_up(&server, "ann@example.com", "ann");
        let stranger = server.anonymous().from("127.0.0.7");
        for _ in 0..2 {
            log_in(&stranger, "ann@example.com", "a guess").expect(400);
            stranger.login("ann@example.com", "a guess").expect(401);
        }
        assert_snapshot!(
            log_in(&stranger, "ann@example.com", "a guess"),
            @r#"403 {"errors":{"error":["Locked out due to too many login failures."]}}"#
        );
        assert_snapshot!(
            log_in(&stranger, "ann@example.com", PASSWORD),
            @r#"403 {"errors":{"error":["Locked out due to too many login failures."]}}"#
        );
        stranger.login("ann@example.com", PASSWORD).expect(403);
        stranger.sign_in("ann", PASSWORD).expect(403);
        // A name that nobody has locks alike.
        for _ in 0..4 {
            log_in(&stranger, "nobody@example.com", "a guess").expect(400);
        }
        log_in(&stranger, "nobody@example.com", "a guess").expect(403);
        // The owner signed in from here before.
        log_in(&server.anonymous(), "ann@example.com", PASSWORD).expect(200);
    }

    fn what_is_no_body_and_no_method_is_answered_as_everywhere(server: Server) {
        let anyone = server.anonymous();
        let broken = anyone.request("POST", "/api/auth/login").header("content-type", "application/json");
        let broken = broken.body("{").reply().expect(400);
        assert!(broken.text.starts_with(r#"{"detail":"JSON parse error - "#), "{broken}");
        assert_snapshot!(
            anyone.request("POST", "/api/auth/login").header("content-type", "text/plain").body("x").reply(),
            @r#"415 {"detail":"Unsupported media type \"text/plain\" in request."}"#
        );
        let get = anyone.get("/api/auth/login");
        assert_eq!(get.header("allow"), "POST, OPTIONS");
        assert_snapshot!(get, @r#"405 {"detail":"Method \"GET\" not allowed."}"#);
    }
}

fn claims(token: &str) -> serde_json::Value {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}
