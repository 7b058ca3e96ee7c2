//! POST `/api/login/`

use insta::assert_snapshot;
use reqwest::blocking::multipart::Form;
use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn email_and_password_give_an_access_token_and_a_refresh_token(server: Server) {
        let anyone = server.anonymous();
        anyone.register("user@example.com", "password").expect(201);
        let reply = anyone.login("user@example.com", "password");
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(reply.text_of("access_token").split('.').count(), 3);
        assert!(is_uuid(&reply.text_of("refresh_token")), "{reply}");
        assert_snapshot!(
            reply.hiding(&["access_token", "refresh_token"]),
            @r#"200 {"access_token":"…","refresh_token":"…"}"#
        );
    }

    fn forms_and_the_address_without_its_slash_do_as_well(server: Server) {
        let anyone = server.anonymous();
        anyone.register("user@example.com", "pass word+").expect(201);
        let body = [("email", "user@example.com"), ("password", "pass word+")];
        anyone
            .request("POST", "/api/login")
            .json(&json!({ "email": body[0].1, "password": body[1].1 }))
            .reply()
            .expect(200);
        anyone.request("POST", "/api/login").form(&body).reply().expect(200);
        let form = Form::new().text("email", body[0].1).text("password", body[1].1);
        anyone.request("POST", "/api/login/").multipart(form).reply().expect(200);
    }

    fn s29_every_sign_in_gets_tokens_of_its_own(server: Server) {
        let ann = server.member("ann@example.com");
        let again = ann.login("ann@example.com", PASSWORD).expect(200);
        assert_ne!(again.text_of("access_token"), ann.access);
        assert_ne!(again.text_of("refresh_token"), ann.refresh_token);
        ann.get("/api/me/").expect(200);
    }

    fn white_space_around_the_email_is_cut(server: Server) {
        let anyone = server.anonymous();
        anyone.register("user@example.com", "password").expect(201);
        anyone.login("  user@example.com\n", "password").expect(200);
    }

    fn missing_fields_are_told_in_the_contract_s_own_words(server: Server) {
        let anyone = server.anonymous();
        for body in [
            json!({}),
            json!({ "email": "user@example.com" }),
            json!({ "password": "password" }),
            json!({ "email": null, "password": "password" }),
            json!({ "email": "user@example.com", "password": null }),
            json!({ "email": "", "password": "password" }),
            json!({ "email": " \t", "password": "password" }),
            json!({ "email": "user@example.com", "password": "" }),
            json!({ "email": [], "password": "password" }),
            json!({ "email": "user@example.com", "password": { "a": 1 } }),
            json!({ "email": true, "password": false }),
        ] {
            assert_snapshot!(
                anyone.post("/api/login/", body),
                @r#"400 {"error":"Please provide username and password"}"#
            );
        }
        assert_snapshot!(
            anyone.request("POST", "/api/login/").reply(),
            @r#"400 {"error":"Please provide username and password"}"#
        );
        assert_snapshot!(
            anyone.request("POST", "/api/login/").form(&[("email", "user@example.com")]).reply(),
            @r#"400 {"error":"Please provide username and password"}"#
        );
    }

    fn a_wrong_password_and_an_unknown_address_get_the_same_answer(server: Server) {
        let anyone = server.anonymous();
        anyone.register("user@example.com", "password").expect(201);
        for (email, password) in [
            ("user@example.com", "passwords"),
            ("user@example.com", "Password"),
            ("nobody@example.com", "password"),
            ("no address", "password"),
            ("user@example.com\u{0}", "password"),
            ("' OR 1=1 --", "password"),
        ] {
            let refused = anyone.login(email, password);
            assert_snapshot!(refused, @r#"401 {"error":"Invalid credentials"}"#);
        }
    }

    fn the_fifth_wrong_password_locks_and_the_right_one_does_not_open(server: Server) {
        let anyone = server.anonymous();
        anyone.register("user@example.com", "password").expect(201);
        for _ in 0..4 {
            assert_snapshot!(anyone.login("user@example.com", "a guess"), @r#"401 {"error":"Invalid credentials"}"#);
        }
        for password in ["a guess", "a guess", "password"] {
            assert_snapshot!(
                anyone.login("user@example.com", password),
                @r#"403 {"error":"Locked out due to too many login failures."}"#
            );
        }
    }

    fn an_address_that_nobody_has_locks_in_the_same_way(server: Server) {
        let anyone = server.anonymous();
        for _ in 0..4 {
            assert_snapshot!(anyone.login("nobody@example.com", "a guess"), @r#"401 {"error":"Invalid credentials"}"#);
        }
        // Another spelling is the same address.
        assert_snapshot!(
            anyone.login("NOBODY@example.com", "a guess"),
            @r#"403 {"error":"Locked out due to too many login failures."}"#
        );
        anyone.login("somebody@example.com", "a guess").expect(401);
    }

    fn a_right_password_sets_the_count_back(server: Server) {
        let anyone = server.anonymous();
        anyone.register("user@example.com", "password").expect(201);
        for _ in 0..3 {
            for _ in 0..4 {
                anyone.login("user@example.com", "a guess").expect(401);
            }
            anyone.login("user@example.com", "password").expect(200);
        }
    }

    fn s22_strangers_cannot_keep_the_owner_out(server: Server) {
        let ann = server.member("ann@example.com");
        let stranger = server.anonymous().from("127.0.0.7");
        for _ in 0..5 {
            stranger.login(&ann.email, "a guess");
        }
        stranger.login(&ann.email, PASSWORD).expect(403);
        stranger.from("127.0.0.8").login(&ann.email, PASSWORD).expect(403);
        // Ann signed in from this address before.
        ann.login(&ann.email, PASSWORD).expect(200);
    }

    with [("PARLOR_LOCKOUT__DURATION", "2s")]
    fn a_lock_ends(server: Server) {
        let anyone = server.anonymous();
        anyone.register("user@example.com", "password").expect(201);
        for _ in 0..5 {
            anyone.login("user@example.com", "a guess");
        }
        anyone.login("user@example.com", "password").expect(403);
        std::thread::sleep(std::time::Duration::from_millis(2100));
        anyone.login("user@example.com", "password").expect(200);
    }

    fn an_account_that_was_switched_off_is_answered_like_a_wrong_password(server: Server) {
        let ann = server.member("ann@example.com");
        assert_eq!(server.cli(&["account", "deactivate", "--email", &ann.email], "").status, 0);
        assert_snapshot!(
            ann.login(&ann.email, PASSWORD),
            @r#"401 {"error":"Invalid credentials"}"#
        );
        assert_eq!(server.cli(&["account", "activate", "--email", &ann.email], "").status, 0);
        ann.login(&ann.email, PASSWORD).expect(200);
    }

    fn an_account_of_the_operator_s_making_signs_in(server: Server) {
        let admin = server.admin("root@example.com");
        assert_snapshot!(
            admin.get("/api/me/"),
            @r#"200 {"id":1,"username":"root@example.com","email":"root@example.com"}"#
        );
    }

    fn s53_a_sign_in_changes_nothing_but_the_sign_in(server: Server) {
        let anyone = server.anonymous();
        anyone.register("eve@example.com", "password").expect(201);
        let before = server.cli(&["account", "show", "--email", "eve@example.com"], "").stdout;
        let body = json!({
            "email": "eve@example.com", "password": "password", "id": 9, "is_admin": true, "is_staff": true,
            "is_active": false, "balance": 9, "score": 9, "email_verified": true, "username": "Eve",
        });
        anyone.post("/api/login/", body).expect(200);
        let after = server.cli(&["account", "show", "--email", "eve@example.com"], "").stdout;
        assert_eq!(after, before.replace("live sessions: 0", "live sessions: 1"));
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.concat().chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}
