//! `users/`, `resend-code/`, `verify-code/` and `public-set-password/`

use std::thread::{scope, sleep};
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::people::{AUTH, begin, call, obtain, verify};
use crate::both_databases;
use crate::support::{Client, Exchange, PASSWORD, Server};

fn set_password(client: &Client, email: &str, flow: Option<&str>) -> crate::support::Reply {
    let body = json!({
        "email": email, "password": PASSWORD, "repeat_password": PASSWORD, "flow": flow.unwrap_or_default(),
    });
    call(client, "public-set-password", body)
}

both_databases! {
    fn a_code_and_a_password_make_an_account(server: Server) {
        let anyone = server.anonymous();
        let mut inbox = server.inbox("ann@example.com");
        assert_snapshot!(begin(&anyone, "ann@example.com"), @r#"201 {"email":"ann@example.com"}"#);
        let code = inbox.code();
        assert_snapshot!(
            verify(&anyone, "ann@example.com", &code, "email_verification").hiding(&["flow"]),
            @r#"200 {"detail":"Email verification successful.","flow":"…"}"#
        );
        assert_snapshot!(
            set_password(&anyone, "ann@example.com", None),
            @r#"200 {"detail":"Password set successfully."}"#
        );
        assert_snapshot!(
            obtain(&anyone, "ann@example.com", PASSWORD).hiding(&["refresh", "access"]),
            @r#"200 {"refresh":"…","access":"…"}"#
        );
    }

    fn terms_and_an_address_are_needed(server: Server) {
        let sign_up = |body| call(&server.anonymous(), "users", body);
        assert_snapshot!(
            sign_up(json!({ "email": "ann@example.com", "terms_accepted": false })),
            @r#"400 {"non_field_errors":["You must accept terms and conditions."]}"#
        );
        assert_snapshot!(
            sign_up(json!({})),
            @r#"400 {"email":["This field is required."],"terms_accepted":["This field is required."]}"#
        );
        assert_snapshot!(
            sign_up(json!({ "email": "ann", "terms_accepted": "perhaps" })),
            @r#"400 {"email":["Enter a valid email address."],"terms_accepted":["Must be a valid boolean."]}"#
        );
        let form = [("email", "ann@example.com"), ("terms_accepted", "true")];
        server.anonymous().request("POST", &format!("{AUTH}/users")).form(&form).reply().expect(201);
    }

    fn a_taken_address_is_answered_alike_and_its_owner_is_told(server: Server) {
        server.member("ann@example.com");
        let mut inbox = server.inbox("ann@example.com");
        assert_snapshot!(begin(&server.anonymous(), "ann@example.com"), @r#"201 {"email":"ann@example.com"}"#);
        assert!(!inbox.next().text.chars().filter(char::is_ascii_digit).count().ge(&6));
        // The account is as it was.
        server.anonymous().login("ann@example.com", PASSWORD).expect(200);
    }

    fn a_code_is_wrong_for_any_of_many_reasons(server: Server) {
        let anyone = server.anonymous();
        begin(&anyone, "ann@example.com").expect(201);
        let code = server.inbox("ann@example.com").code();
        for (email, code, purpose) in [
            ("ann@example.com", "000000", "email_verification"),
            ("ann@example.com", code.as_str(), "password_recovery"),
            ("bob@example.com", code.as_str(), "email_verification"),
            ("no address", code.as_str(), "email_verification"),
        ] {
            assert_snapshot!(
                verify(&anyone, email, code, purpose),
                @r#"400 {"error":"No valid verification code found for this purpose."}"#
            );
        }
        assert_snapshot!(
            verify(&anyone, "ann@example.com", &code, "sign_in"),
            @r#"400 {"error":"Unsupported verification purpose."}"#
        );
        for missing in ["email", "code", "purpose"] {
            let mut body = json!({ "email": "ann@example.com", "code": code, "purpose": "email_verification" });
            body[missing] = json!("");
            assert_snapshot!(
                call(&anyone, "verify-code", body),
                @r#"400 {"error":"Email, code, and purpose are required."}"#
            );
        }
        // A number that lost its leading zeros still matches.
        let number: u64 = code.parse().unwrap();
        let body = json!({ "email": "ann@example.com", "code": number, "purpose": "email_verification" });
        call(&anyone, "verify-code", body).expect(200);
        verify(&anyone, "ann@example.com", &code, "email_verification").expect(400);
    }

    fn s14_the_sixth_try_fails_even_if_right(server: Server) {
        let anyone = server.anonymous();
        begin(&anyone, "ann@example.com").expect(201);
        let code = server.inbox("ann@example.com").code();
        let wrong = if code == "111111" { "222222" } else { "111111" };
        for _ in 0..5 {
            verify(&anyone, "ann@example.com", wrong, "email_verification").expect(400);
        }
        verify(&anyone, "ann@example.com", &code, "email_verification").expect(400);
    }

    fn s11_of_sixteen_who_show_the_code_at_once_one_completes_the_sign_up(server: Server) {
        begin(&server.anonymous(), "ann@example.com").expect(201);
        let code = server.inbox("ann@example.com").code();
        let statuses: Vec<u16> = scope(|threads| {
            let tries: Vec<_> = (0..16)
                .map(|_| {
                    let (client, code) = (server.anonymous(), code.as_str());
                    threads.spawn(move || verify(&client, "ann@example.com", code, "email_verification").status)
                })
                .collect();
            tries.into_iter().map(|tried| tried.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    }

    with [("PARLOR_CODES__TTL", "1s")]
    fn s12_a_code_past_its_life_is_told_as_expired(server: Server) {
        begin(&server.anonymous(), "ann@example.com").expect(201);
        let code = server.inbox("ann@example.com").code();
        sleep(Duration::from_millis(1_100));
        assert_snapshot!(
            verify(&server.anonymous(), "ann@example.com", &code, "email_verification"),
            @r#"400 {"error":"Verification code has expired."}"#
        );
    }

    fn another_code_has_to_wait_whether_or_not_anybody_has_the_address(server: Server) {
        let anyone = server.anonymous();
        begin(&anyone, "ann@example.com").expect(201);
        for (path, body) in [
            ("resend-code", json!({ "email": "ann@example.com" })),
            ("users", json!({ "email": "ann@example.com", "terms_accepted": true })),
        ] {
            let reply = call(&anyone, path, body).expect(429);
            assert!(!reply.header("retry-after").is_empty());
            assert!(reply.text_of("detail").starts_with("Request was throttled. Expected available in "));
        }
        let resend = || call(&anyone, "resend-code", json!({ "email": "nobody@example.com" }));
        assert_snapshot!(resend(), @r#"200 {"detail":"New code sent to email."}"#);
        resend().expect(429);
        assert_eq!(server.inbox("nobody@example.com").count(), 0);
    }

    with [("PARLOR_CODES__RESEND_AFTER", "1s")]
    fn another_code_leaves_the_one_before_it_good(server: Server) {
        let anyone = server.anonymous();
        let mut inbox = server.inbox("ann@example.com");
        begin(&anyone, "ann@example.com").expect(201);
        let first = inbox.code();
        sleep(Duration::from_millis(1_100));
        assert_snapshot!(
            call(&anyone, "resend-code", json!({ "email": "ann@example.com", "purpose": "email_verification" })),
            @r#"200 {"detail":"New code sent to email."}"#
        );
        inbox.code();
        verify(&anyone, "ann@example.com", &first, "email_verification").expect(200);
        assert_snapshot!(
            call(&anyone, "resend-code", json!({ "email": "ann@example.com", "purpose": "pin_reset" })),
            @r#"400 {"error":"Unsupported verification purpose."}"#
        );
    }

    fn the_first_password_is_for_whoever_verified_and_once(server: Server) {
        let anyone = server.anonymous();
        let refused = r#"400 ["Email not verified."]"#;
        assert_eq!(set_password(&anyone, "nobody@example.com", None).to_string(), refused);
        begin(&anyone, "ann@example.com").expect(201);
        assert_eq!(set_password(&anyone, "ann@example.com", None).to_string(), refused);
        let code = server.inbox("ann@example.com").code();
        let verified = verify(&anyone, "ann@example.com", &code, "email_verification").expect(200);
        let flow = verified.text_of("flow");
        let cookie = verified.header("set-cookie");
        assert!(cookie.contains(&flow) && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        // Somebody elsewhere, without the flow or with one made up.
        let elsewhere = server.anonymous().from("127.0.0.9");
        for flow in [None, Some("0123456789abcdef0123456789abcdef")] {
            assert_eq!(set_password(&elsewhere, "ann@example.com", flow).to_string(), refused);
        }
        let body = json!({ "email": "ann@example.com", "password": PASSWORD, "repeat_password": "other" });
        assert_snapshot!(
            call(&anyone, "public-set-password", body),
            @r#"400 {"non_field_errors":["Passwords do not match."]}"#
        );
        let body = json!({ "email": "ann@example.com", "password": "1234567", "repeat_password": "1234567" });
        assert_snapshot!(
            call(&anyone, "public-set-password", body),
            @r#"400 {"password":["This password is too short. It must contain at least 8 characters.","This password is too common.","This password is entirely numeric."]}"#
        );
        set_password(&elsewhere, "ann@example.com", Some(&flow)).expect(200);
        assert_eq!(set_password(&anyone, "ann@example.com", Some(&flow)).to_string(), refused);
    }

    fn two_who_verified_from_one_address_need_what_the_verification_gave(server: Server) {
        let anyone = server.anonymous();
        let mut flows = Vec::new();
        for email in ["ann@example.com", "bob@example.com"] {
            begin(&anyone, email).expect(201);
            let code = server.inbox(email).code();
            flows.push(verify(&anyone, email, &code, "email_verification").expect(200).text_of("flow"));
        }
        set_password(&anyone, "ann@example.com", None).expect(400);
        set_password(&anyone, "ann@example.com", Some(&flows[1])).expect(400);
        let with_cookie = anyone.request("POST", &format!("{AUTH}/public-set-password/"));
        let with_cookie = with_cookie.header("cookie", format!("other=1; parlor_flow={}", flows[0]));
        let body = json!({ "email": "ann@example.com", "password": PASSWORD, "repeat_password": PASSWORD });
        with_cookie.json(&body).reply().expect(200);
        // The other one is alone now.
        set_password(&anyone, "bob@example.com", None).expect(200);
    }

    fn s49_a_claim_made_before_the_proof_opens_nothing_after_it(server: Server) {
        // Somebody signs up with Ann's address, and signs in.
        let squatter = server.member("ann@example.com");
        let mut inbox = server.inbox("ann@example.com");
        let anyone = server.anonymous();
        call(&anyone, "resend-code", json!({ "email": "ann@example.com" })).expect(200);
        let flow = verify(&anyone, "ann@example.com", &inbox.code(), "email_verification").expect(200).text_of("flow");
        squatter.get("/api/me/").expect(401);
        squatter.refresh(&squatter.refresh_token).expect(401);
        server.anonymous().login("ann@example.com", PASSWORD).expect(401);
        let body = json!({
            "email": "ann@example.com", "password": "Ann's own evening", "repeat_password": "Ann's own evening", "flow": flow,
        });
        call(&anyone, "public-set-password", body).expect(200);
        obtain(&anyone, "ann@example.com", "Ann's own evening").expect(200);
    }

    with [("PARLOR_SIGNUP", "closed")]
    fn closed_to_sign_ups_it_says_so(server: Server) {
        assert_snapshot!(
            begin(&server.anonymous(), "ann@example.com"),
            @r#"403 {"detail":"You do not have permission to perform this action."}"#
        );
    }
}
