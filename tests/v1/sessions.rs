//! POST `/v1/sessions`

mod by_code;
mod current;
mod list;
mod one;
mod pages;
mod refresh;
mod several;
mod step_up;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{code, is_instant, problem, seconds, wrong};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn whoever_knows_the_password_gets_the_tokens_of_a_session(server: Server) {
        let ann = server.owner("ann@example.com");
        let reply = ann.sign_in("ann@example.com", PASSWORD);
        assert_eq!(reply.text_of("access_token").split('.').count(), 3);
        let device = reply.text_of("device_token");
        assert!(device.len() == 32 && device.chars().all(|c| c.is_ascii_hexdigit()), "{reply}");
        let (access, refresh) = (reply.text_of("access_expires_at"), reply.text_of("refresh_expires_at"));
        assert!(is_instant(&access) && is_instant(&refresh), "{reply}");
        // 50 minutes and 30 days.
        let apart = seconds(&refresh) - seconds(&access);
        assert!((apart - (30 * 24 * 3600 - 50 * 60)).abs() <= 1, "{reply}");
        assert_snapshot!(
            reply.hiding(&["device_token", "access_token", "access_expires_at", "refresh_token", "refresh_expires_at"]),
            @r#"201 {"account_id":1,"device_token":"…","access_token":"…","token_type":"Bearer","access_expires_at":"…","refresh_token":"…","refresh_expires_at":"…"}"#
        );
    }

    fn email_and_username_do_in_any_spelling(server: Server) {
        server
            .owner("ann@example.com")
            .patch("/v1/accounts/me", json!({ "username": "Ann Straße" }))
            .expect(200);
        for login in [
            "ann@example.com",
            "ANN@Example.COM",
            " ann@example.com\n",
            "Ann Straße",
            "ann STRASSE",
            "ａｎｎ straße",
        ] {
            server.anonymous().sign_in(login, PASSWORD).expect(201);
        }
        for login in ["ann", "annstraße", "ann@example", "example.com", "1"] {
            assert_eq!(code(server.anonymous().sign_in(login, PASSWORD)), "401 invalid_login", "{login}");
        }
    }

    fn forms_do_as_well(server: Server) {
        let ann = server.owner("ann@example.com");
        let form =
            [("login", ann.email.as_str()), ("password", PASSWORD), ("device_token", &ann.device_token)];
        let reply = server.anonymous().request("POST", "/v1/sessions/").form(&form).reply().expect(201);
        assert_eq!(reply.text_of("device_token"), ann.device_token);
        let form = reqwest::blocking::multipart::Form::new().text("login", "ann@example.com");
        let form = form.text("password", PASSWORD);
        server.anonymous().request("POST", "/v1/sessions").multipart(form).reply().expect(201);
    }

    fn every_kind_of_wrong_value_has_its_code(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(problem(anyone.post("/v1/sessions", json!({}))), @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"login":[{"code":"required","message":"This field is required."}],"password":[{"code":"required","message":"This field is required."}]},"request_id":"…"}"#);
        let told = |login: Value, password: Value| {
            wrong(anyone.post("/v1/sessions", json!({ "login": login, "password": password })))
        };
        assert_eq!(told(json!(null), json!(null)), "login: null, password: null");
        assert_eq!(told(json!(" \n"), json!("")), "login: blank, password: blank");
        assert_eq!(told(json!([]), json!({})), "login: not_a_string, password: not_a_string");
        assert_eq!(told(json!(true), json!("x")), "login: not_a_string");
        assert_eq!(
            wrong(anyone.request("POST", "/v1/sessions").reply()),
            "login: required, password: required"
        );
        // An email says who it is as well.
        let by_email = anyone.post("/v1/sessions", json!({ "email": "ann@example.com", "password": "x" }));
        assert_eq!(code(by_email), "401 invalid_login");
        // However long, they are only wrong.
        assert_eq!(code(anyone.sign_in(&"é".repeat(10_000), &"x".repeat(10_000))), "401 invalid_login");
    }

    fn a_device_token_that_is_none_is_as_good_as_none(server: Server) {
        let ann = server.owner("ann@example.com");
        for token in [
            json!(null),
            json!(""),
            json!("x"),
            json!(7),
            json!("0".repeat(32)),
            json!("g".repeat(32)),
            json!("\u{0}"),
            json!("岩".repeat(32)),
        ] {
            let body = json!({ "login": "ann@example.com", "password": PASSWORD, "device_token": token });
            let given = ann.post("/v1/sessions", body).expect(201).text_of("device_token");
            assert!(given.len() == 32 && given != "0".repeat(32), "{token}");
        }
        for value in [json!([]), json!({}), json!(true)] {
            let body = json!({ "login": "ann@example.com", "password": PASSWORD, "device_token": value });
            assert_eq!(wrong(ann.post("/v1/sessions", body)), "device_token: not_a_string");
        }
    }

    fn a_wrong_password_and_an_unknown_name_get_the_same_answer(server: Server) {
        server.owner("ann@example.com");
        for (login, password) in [
            ("ann@example.com", "a guess"),
            ("ann@example.com", "Correct horse battery"),
            ("nobody@example.com", PASSWORD),
            ("nobody", PASSWORD),
            ("' OR 1=1 --", PASSWORD),
            ("ann@example.com\u{0}", PASSWORD),
        ] {
            let reply = problem(server.anonymous().sign_in(login, password));
            assert!(reply.header("www-authenticate").is_empty(), "no credential was refused");
            assert_snapshot!(reply, @r#"401 {"title":"Unauthorized","status":401,"code":"invalid_login","detail":"There is no such account, or this is not its password.","request_id":"…"}"#);
        }
    }

    fn the_fifth_wrong_password_locks_and_says_until_when(server: Server) {
        let anyone = server.anonymous();
        server.owner("ann@example.com").delete("/v1/sessions").expect(204);
        for login in ["ann@example.com", "nobody@example.com"] {
            for _ in 0..4 {
                assert_eq!(code(anyone.sign_in(login, "a guess")), "401 invalid_login");
            }
            let mut until = Vec::new();
            for password in ["a guess", "a guess", PASSWORD] {
                let locked = problem(anyone.sign_in(login, password));
                until.push(locked.text_of("until"));
                assert_snapshot!(locked.hiding(&["until"]), @r#"403 {"title":"Forbidden","status":403,"code":"locked_out","detail":"Locked out due to too many login failures.","until":"…","request_id":"…"}"#);
            }
            assert!(is_instant(&until[0]) && until[0] == until[1] && until[1] == until[2], "{until:?}");
            // The contracts count along.
            anyone.login(login, PASSWORD).expect(403);
        }
    }

    with [("PARLOR_TOKENS__ACCESS_TTL", "10m"), ("PARLOR_TOKENS__NATIVE_REFRESH_TTL", "2h"), ("PARLOR_TOKENS__SESSION_MAX", "1h")]
    fn the_times_are_those_that_are_set_and_never_past_the_session_s_end(server: Server) {
        let reply = server.owner("ann@example.com").sign_in("ann@example.com", PASSWORD);
        let apart =
            seconds(&reply.text_of("refresh_expires_at")) - seconds(&reply.text_of("access_expires_at"));
        assert!((apart - 50 * 60).abs() <= 1, "{reply}");
    }

    fn s29_every_native_sign_in_gets_credentials_of_its_own(server: Server) {
        let ann = server.owner("ann@example.com");
        let again = ann.again();
        assert_ne!(again.access, ann.access);
        assert_ne!(again.refresh_token, ann.refresh_token);
        assert_ne!(again.device_token, ann.device_token);
        assert_ne!(again.session(), ann.session());
        ann.get("/v1/accounts/me").expect(200);
    }

    fn s53_a_native_sign_in_changes_nothing_but_the_sign_in(server: Server) {
        let ann = server.owner("ann@example.com");
        let before = ann.get("/v1/accounts/me").text;
        let body = json!({
            "login": ann.email, "password": PASSWORD, "id": 9, "account_id": 9, "is_admin": true, "is_active": false,
            "balance": 9, "score": 9, "email_verified": true, "username": "Eve", "email": "eve@example.com",
            "access_expires_at": "2099-01-01T00:00:00Z", "lifetime": "forever",
        });
        let reply = ann.post("/v1/sessions", body).expect(201);
        assert_eq!(reply.json()["account_id"], ann.id);
        assert!(reply.text_of("access_expires_at").as_str() < "2099");
        assert_eq!(ann.get("/v1/accounts/me").text, before);
    }
}
