//! PUT `/v1/accounts/me/password`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, Owner, PASSWORD, Reply, Server};
use crate::v1::{code, problem, wrong};

const ANOTHER: &str = "another quiet evening";
const STALE: Duration = Duration::from_millis(1100);

both_databases! {
    fn a_fresh_sign_in_may_change_it_and_only_the_new_one_opens(server: Server) {
        let ann = server.owner("ann@example.com");
        let reply = ann.put("/v1/accounts/me/password", json!({ "password": ANOTHER }));
        assert_snapshot!(reply, @"204 ");
        assert_eq!(code(ann.sign_in(&ann.email, PASSWORD)), "401 invalid_login");
        ann.sign_in(&ann.email, ANOTHER).expect(201);
        // The session that changed it goes on.
        ann.get("/v1/accounts/me").expect(200);
        ann.renew(&ann.refresh_token).expect(200);
    }

    fn forms_do_as_well_and_white_space_counts(server: Server) {
        let ann = server.owner("ann@example.com");
        let form = [("password", " another + evening "), ("current_password", PASSWORD)];
        ann.request("PUT", "/v1/accounts/me/password/").form(&form).reply().expect(204);
        ann.sign_in(&ann.email, " another + evening ").expect(201);
        assert_eq!(code(ann.sign_in(&ann.email, "another + evening")), "401 invalid_login");
    }

    fn every_kind_of_wrong_value_has_its_code(server: Server) {
        let ann = server.owner("ann@example.com");
        let told = |body| wrong(ann.put("/v1/accounts/me/password", body));
        assert_eq!(told(json!({})), "password: required");
        assert_eq!(told(json!({ "current_password": PASSWORD })), "password: required");
        assert_eq!(told(json!({ "password": null })), "password: null");
        assert_eq!(told(json!({ "password": "" })), "password: blank");
        for value in [json!([]), json!({}), json!(true)] {
            assert_eq!(told(json!({ "password": value })), "password: not_a_string");
        }
        assert_eq!(told(json!({ "password": "é".repeat(1025) })), "password: too_long");
        assert_eq!(wrong(ann.request("PUT", "/v1/accounts/me/password").reply()), "password: required");
        for value in [json!([]), json!({}), json!(true)] {
            let both = json!({ "password": ANOTHER, "current_password": value });
            assert_eq!(told(both), "current_password: not_a_string");
            let both = json!({ "current_password": value });
            assert_eq!(told(both), "password: required, current_password: not_a_string");
        }
        ann.sign_in(&ann.email, PASSWORD).expect(201);
    }

    fn the_longest_password_is_taken_whole(server: Server) {
        let ann = server.owner("ann@example.com");
        let longest = "pÄ岩🎈".repeat(256);
        change(&ann, &longest, None).expect(204);
        ann.sign_in(&ann.email, &longest).expect(201);
        ann.sign_in(&ann.email, &longest[..longest.len() - 4]).expect(401);
    }

    fn a_wrong_present_password_changes_nothing_even_right_after_a_sign_in(server: Server) {
        let ann = server.owner("ann@example.com");
        assert_snapshot!(
            problem(change(&ann, ANOTHER, Some("a guess"))),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"current_password":[{"code":"wrong","message":"Invalid password."}]},"request_id":"…"}"#
        );
        assert_eq!(wrong(change(&ann, ANOTHER, Some(&format!("{PASSWORD} ")))), "current_password: wrong");
        ann.sign_in(&ann.email, PASSWORD).expect(201);
    }

    fn wrong_present_passwords_lock_like_those_of_a_sign_in(server: Server) {
        let ann = server.owner("ann@example.com");
        // They count together, and a right one sets the count back.
        for _ in 0..2 {
            ann.sign_in(&ann.email, "a guess").expect(401);
            change(&ann, ANOTHER, Some("a guess")).expect(400);
            ann.login(&ann.email, "a guess").expect(401);
            change(&ann, ANOTHER, Some("a guess")).expect(400);
            change(&ann, PASSWORD, Some(PASSWORD)).expect(204);
        }
        for _ in 0..4 {
            change(&ann, ANOTHER, Some("a guess")).expect(400);
        }
        for password in ["a guess", PASSWORD] {
            let locked = problem(change(&ann, ANOTHER, Some(password)));
            assert_snapshot!(locked.hiding(&["until"]), @r#"403 {"title":"Forbidden","status":403,"code":"locked_out","detail":"Locked out due to too many login failures.","until":"…","request_id":"…"}"#);
        }
        // Without one, a fresh sign-in is proof enough.
        change(&ann, ANOTHER, None).expect(204);
    }

    fn s5_common_passwords_are_refused_at_a_change(server: Server) {
        let ann = server.owner("ann@example.com");
        for common in ["password", "PASSWORD1", "iloveyou", "qwertyuiop", " trustno1 "] {
            assert_eq!(wrong(change(&ann, common, Some(PASSWORD))), "password: too_common", "{common}");
        }
        assert_eq!(wrong(change(&ann, "12345678", Some(PASSWORD))), "password: too_common entirely_numeric");
        assert_eq!(wrong(change(&ann, "1234567", None)), "password: too_short too_common entirely_numeric");
        ann.sign_in(&ann.email, PASSWORD).expect(201);
    }

    fn s6_names_and_the_product_are_refused_at_a_change(server: Server) {
        let ann = server.owner("marie.dupont@example.com");
        let names =
            json!({ "username": "midnight rider", "first_name": "Bartholomew", "last_name": "Quirky" });
        ann.patch("/v1/accounts/me", names).expect(200);
        for (close, to) in [
            ("MidnightRider", "username"),
            ("Marie.Dupont", "email address"),
            ("bartholomew", "first name"),
            ("quirkily", "last name"),
        ] {
            let told = change(&ann, close, None);
            assert!(told.text.contains(&format!("The password is too similar to the {to}.")), "{told}");
            assert!(wrong(told).starts_with("password: too_similar"));
        }
        assert_eq!(wrong(change(&ann, "Parlor12", None)), "password: too_common");
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s7_an_old_sign_in_changes_the_password_only_with_the_present_one(server: Server) {
        let ann = server.owner("ann@example.com");
        sleep(STALE);
        assert_snapshot!(
            problem(change(&ann, ANOTHER, None)),
            @r#"403 {"title":"Forbidden","status":403,"code":"fresh_sign_in_required","detail":"The sign-in is too long ago: send the current password, or step up first.","request_id":"…"}"#
        );
        for nothing in [json!(null), json!("")] {
            let body = json!({ "password": ANOTHER, "current_password": nothing });
            assert_eq!(code(ann.put("/v1/accounts/me/password", body)), "403 fresh_sign_in_required");
        }
        assert_eq!(wrong(change(&ann, ANOTHER, Some("a guess"))), "current_password: wrong");
        // New tokens are no new sign-in.
        let renewed = ann.with(&ann.renew(&ann.refresh_token).expect(200));
        let body = json!({ "password": ANOTHER });
        assert_eq!(code(renewed.put("/v1/accounts/me/password", body)), "403 fresh_sign_in_required");
        ann.sign_in(&ann.email, PASSWORD).expect(201);
        change(&ann, ANOTHER, Some(PASSWORD)).expect(204);
        ann.sign_in(&ann.email, ANOTHER).expect(201);
    }

    fn s53_a_change_of_password_changes_nothing_else(server: Server) {
        let ann = server.owner("ann@example.com");
        let before = ann.get("/v1/accounts/me").text;
        let body = json!({
            "password": ANOTHER, "id": 77, "is_admin": true, "is_active": false, "email_verified": true,
            "email": "eve@example.com", "username": "eve", "account_id": 77, "balance": 9, "score": 9,
        });
        ann.put("/v1/accounts/me/password", body).expect(204);
        assert_eq!(ann.get("/v1/accounts/me").text, before);
    }
}

fn change(owner: &Owner, password: &str, current: Option<&str>) -> Reply {
    let mut body = json!({ "password": password });
    if let Some(current) = current {
        body["current_password"] = current.into();
    }
    owner.put("/v1/accounts/me/password", body)
}
