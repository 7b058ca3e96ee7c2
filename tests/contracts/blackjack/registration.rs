//! `/api/auth/registration`

use std::thread::scope;

use insta::assert_snapshot;
use serde_json::json;

use super::players::{confirm, log_in, register, register_with, token_of};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn a_player_registers_confirms_and_signs_in(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(register(&anyone, "ann@example.com", "ann"), @r#"200 "OTP was successfully sent""#);
        assert_snapshot!(
            log_in(&anyone, "ann@example.com", PASSWORD),
            @r#"400 {"errors":{"error":["A user with this email and password was not found."]}}"#
        );
        let code = server.inbox("ann@example.com").code();
        assert_snapshot!(
            confirm(&anyone, &code),
            @r#"200 {"user":{"email":"ann@example.com","username":"ann","balance":0},"message":"User confirmed successfully"}"#
        );
        log_in(&anyone, "ann@example.com", PASSWORD).expect(200);
        // And through every other contract.
        anyone.login("ann@example.com", PASSWORD).expect(200);
        anyone.sign_in("ann", PASSWORD).expect(201);
    }

    fn every_field_is_required_also_where_the_wrapper_is_missing(server: Server) {
        let anyone = server.anonymous();
        for body in [json!({}), json!({ "user": {} }), json!({ "user": null }), json!({ "email": "ann@example.com" })] {
            assert_snapshot!(
                anyone.post("/api/auth/registration", body),
                @r#"400 {"errors":{"email":["This field is required."],"username":["This field is required."],"password":["This field is required."]}}"#
            );
        }
        assert_snapshot!(
            anyone.request("POST", "/api/auth/registration/").reply(),
            @r#"400 {"errors":{"email":["This field is required."],"username":["This field is required."],"password":["This field is required."]}}"#
        );
        assert_snapshot!(
            anyone.post("/api/auth/registration", json!({ "user": ["ann"] })),
            @r#"400 {"errors":{"error":["Invalid data. Expected a dictionary, but got list."]}}"#
        );
    }

    fn a_form_gives_the_fields_without_the_wrapper(server: Server) {
        let anyone = server.anonymous();
        let form = [("email", "ann@example.com"), ("username", "ann"), ("password", PASSWORD)];
        let sent = anyone.request("POST", "/api/auth/registration").form(&form).reply();
        assert_snapshot!(sent, @r#"200 "OTP was successfully sent""#);
        let code = server.inbox("ann@example.com").code();
        anyone.request("POST", "/api/user/confirm_otp").form(&[("otp", code)]).reply().expect(200);
        let form = [("email", "ann@example.com"), ("password", PASSWORD)];
        anyone.request("POST", "/api/auth/login/").form(&form).reply().expect(200);
    }

    fn all_wrong_fields_are_told_at_once(server: Server) {
        server.member("taken@example.com");
        let anyone = server.anonymous();
        assert_snapshot!(
            register_with(&anyone, json!({ "email": "no address", "username": "a/b", "password": "short" })),
            @r#"400 {"errors":{"email":["Enter a valid email address."],"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."],"password":["This password is too short. It must contain at least 8 characters."]}}"#
        );
        assert_snapshot!(
            register_with(&anyone, json!({ "email": null, "username": "", "password": [] })),
            @r#"400 {"errors":{"email":["This field may not be null."],"username":["This field may not be blank."],"password":["Not a valid string."]}}"#
        );
        assert_snapshot!(
            register_with(&anyone, json!({ "email": "taken@example.com", "username": "x".repeat(151), "password": "a1".repeat(65) })),
            @r#"400 {"errors":{"email":["user with this email already exists."],"username":["Ensure this field has no more than 150 characters."],"password":["Ensure this field has no more than 128 characters."]}}"#
        );
    }

    fn the_full_rules_hold_for_passwords(server: Server) {
        let anyone = server.anonymous();
        let told = |password: &str| {
            let fields = json!({ "email": "ann.miller@example.com", "username": "Wintergarten", "password": password });
            register_with(&anyone, fields).text
        };
        assert_snapshot!(told("password"), @r#"{"errors":{"password":["This password is too common."]}}"#);
        assert_snapshot!(told("98127364519"), @r#"{"errors":{"password":["This password is entirely numeric."]}}"#);
        assert_snapshot!(told("wintergarten7"), @r#"{"errors":{"password":["The password is too similar to the username."]}}"#);
        assert_snapshot!(told("ann.miller"), @r#"{"errors":{"password":["The password is too similar to the email address."]}}"#);
        let longest = json!({ "email": "bob@example.com", "username": "bob", "password": "wo".repeat(64) });
        register_with(&anyone, longest).expect(200);
    }

    with [("PARLOR_CODES__RESEND_AFTER", "1s")]
    fn names_that_are_taken_are_told(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann@example.com", "ann").expect(200);
        confirm(&anyone, &server.inbox("ann@example.com").code()).expect(200);
        assert_snapshot!(
            register(&anyone, "ANN@example.com", "Ann"),
            @r#"400 {"errors":{"email":["user with this email already exists."],"username":["user with this username already exists."]}}"#
        );
        assert_snapshot!(
            register(&anyone, "bob@example.com", "ann"),
            @r#"400 {"errors":{"username":["user with this username already exists."]}}"#
        );
        // The username of a sign-up that waits is taken for other addresses alone.
        register(&anyone, "cleo@example.com", "cleo").expect(200);
        assert_snapshot!(
            register(&anyone, "dan@example.com", "Cleo"),
            @r#"400 {"errors":{"username":["user with this username already exists."]}}"#
        );
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        register(&anyone, "cleo@example.com", "cleo").expect(200);
    }

    with [("PARLOR_CODES__RESEND_AFTER", "1s")]
    fn registering_again_replaces_the_sign_up_that_waits(server: Server) {
        let anyone = server.anonymous();
        let mut inbox = server.inbox("ann@example.com");
        register(&anyone, "ann@example.com", "ann").expect(200);
        let first = inbox.code();
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        let fields = json!({ "email": "ann@example.com", "username": "annie", "password": "another long password" });
        register_with(&anyone, fields).expect(200);
        let second = inbox.code();
        if first != second {
            assert_snapshot!(confirm(&anyone, &first), @r#"401 {"errors":{"otp":["OTP expired"]}}"#);
        }
        assert_snapshot!(
            confirm(&anyone, &second),
            @r#"200 {"user":{"email":"ann@example.com","username":"annie","balance":0},"message":"User confirmed successfully"}"#
        );
        log_in(&anyone, "ann@example.com", PASSWORD).expect(400);
        log_in(&anyone, "ann@example.com", "another long password").expect(200);
    }

    fn the_wait_before_another_code_holds_for_sign_ups_of_every_contract(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann@example.com", "ann").expect(200);
        let again = register(&anyone, "ann@example.com", "ann").expect(429);
        assert!(again.text.starts_with(r#"{"detail":"Request was throttled. Expected available in "#), "{again}");
        assert!(again.header("retry-after").parse::<u64>().unwrap() <= 30);
        let cryptopay = json!({ "email": "ann@example.com", "terms_accepted": true });
        anyone.post("/api/v1/auth/users/", cryptopay).expect(429);
    }

    fn two_sign_ups_in_the_same_second_both_work(server: Server) {
        let names = ["ann", "bob", "cleo", "dan"];
        scope(|threads| {
            for name in names {
                let client = server.anonymous();
                threads.spawn(move || register(&client, &format!("{name}@example.com"), name).expect(200));
            }
        });
        let codes = names.map(|name| server.inbox(&format!("{name}@example.com")).code());
        for (name, code) in names.iter().zip(&codes) {
            let confirmed = confirm(&server.anonymous(), code).expect(200);
            assert_eq!(confirmed.json()["user"]["username"], *name);
        }
    }

    fn of_sixteen_who_want_a_username_at_once_one_gets_it(server: Server) {
        let statuses: Vec<u16> = scope(|threads| {
            let tries: Vec<_> = (0..16)
                .map(|number| {
                    let client = server.anonymous();
                    threads.spawn(move || register(&client, &format!("p{number}@example.com"), "ann").status)
                })
                .collect();
            tries.into_iter().map(|tried| tried.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 400].contains(status)), "{statuses:?}");
    }

    fn a_mail_waits_with_the_sign_up_and_a_restart_loses_neither(mut server: Server) {
        register(&server.anonymous(), "ann@example.com", "ann").expect(200);
        assert!(server.stop().success());
        server.restart();
        let code = server.inbox("ann@example.com").code();
        confirm(&server.anonymous(), &code).expect(200);
    }

    with [("PARLOR_SIGNUP", "closed")]
    fn where_only_the_operator_makes_accounts_nobody_registers(server: Server) {
        assert_snapshot!(
            register(&server.anonymous(), "ann@example.com", "ann"),
            @r#"403 {"detail":"You do not have permission to perform this action."}"#
        );
    }

    with [("PARLOR_SIGNUP_DOMAINS", "example.org")]
    fn addresses_at_other_domains_are_refused(server: Server) {
        assert_snapshot!(
            register(&server.anonymous(), "ann@example.com", "ann"),
            @r#"400 {"errors":{"email":["Enter a valid email address."]}}"#
        );
        register(&server.anonymous(), "ann@example.org", "ann").expect(200);
    }

    fn s13_the_code_of_a_sign_up_is_good_for_nothing_else(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann@example.com", "ann").expect(200);
        let code = server.inbox("ann@example.com").code();
        for purpose in ["email_verification", "password_recovery"] {
            let body = json!({ "email": "ann@example.com", "code": code, "purpose": purpose });
            anyone.post("/api/v1/auth/verify-code/", body.clone()).expect(400);
            anyone.post("/v1/codes/verify", body).expect(400);
        }
        // Nor is the code of another sign-up good here.
        let cryptopay = json!({ "email": "bob@example.com", "terms_accepted": true });
        anyone.post("/api/v1/auth/users/", cryptopay).expect(201);
        let other = server.inbox("bob@example.com").code();
        if other != code {
            confirm(&anyone, &other).expect(401);
        }
        confirm(&anyone, &code).expect(200);
    }

    fn s53_what_a_client_may_not_set_is_not_set(server: Server) {
        let anyone = server.anonymous();
        let fields = json!({
            "email": "ann@example.com", "username": "ann", "password": PASSWORD, "balance": 1_000_000,
            "is_admin": true, "is_staff": true, "is_active": true, "email_verified": true, "id": 77, "score": 5,
        });
        register_with(&anyone, fields).expect(200);
        log_in(&anyone, "ann@example.com", PASSWORD).expect(400);
        let confirmed = confirm(&anyone, &server.inbox("ann@example.com").code()).expect(200);
        assert_eq!(confirmed.json()["user"]["balance"], 0);
        let token = token_of(&log_in(&anyone, "ann@example.com", PASSWORD));
        let ann = anyone.bearing(&format!("Token {token}"));
        ann.get("/api/user/balance").expect(403);
        assert_ne!(ann.get("/v1/accounts/me").expect(200).json()["id"], 77);
    }
}
