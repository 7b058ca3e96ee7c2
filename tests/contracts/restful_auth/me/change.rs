//! What PUT and PATCH change, and what they leave alone.

use std::thread;
use std::time::Duration;

use insta::assert_snapshot;
use reqwest::blocking::multipart::Form;
use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn the_documented_example_renames_the_account(server: Server) {
        let ann = server.member("user@example.com");
        assert_snapshot!(
            ann.put("/api/me/", json!({ "username": "John Smith" })),
            @r#"200 {"id":1,"username":"John Smith","email":"user@example.com"}"#
        );
        assert_snapshot!(
            ann.get("/api/me/"),
            @r#"200 {"id":1,"username":"John Smith","email":"user@example.com"}"#
        );
    }

    fn the_email_still_signs_in_afterwards(server: Server) {
        let ann = server.member("user@example.com");
        ann.put("/api/me/", json!({ "username": "John Smith" })).expect(200);
        ann.login("user@example.com", PASSWORD).expect(200);
        ann.refresh(&ann.refresh_token).expect(200);
        assert_snapshot!(
            ann.register("user@example.com", "password"),
            @r#"400 {"email":["A user with that email already exists."]}"#
        );
    }

    fn put_asks_for_the_username_and_patch_for_nothing(server: Server) {
        let ann = server.member("user@example.com");
        assert_snapshot!(ann.put("/api/me/", json!({})), @r#"400 {"username":["This field is required."]}"#);
        assert_snapshot!(
            ann.put("/api/me/", json!({ "email": "user@example.com" })),
            @r#"400 {"username":["This field is required."]}"#
        );
        assert_snapshot!(ann.request("PUT", "/api/me/").reply(), @r#"400 {"username":["This field is required."]}"#);
        for body in
            [json!({}), json!({ "email": "user@example.com" }), json!({ "username": "user@example.com" })]
        {
            assert_snapshot!(
                ann.patch("/api/me/", body),
                @r#"200 {"id":1,"username":"user@example.com","email":"user@example.com"}"#
            );
        }
        ann.request("PATCH", "/api/me/").reply().expect(200);
        assert_snapshot!(
            ann.patch("/api/me", json!({ "username": "Ann" })),
            @r#"200 {"id":1,"username":"Ann","email":"user@example.com"}"#
        );
        assert_snapshot!(
            ann.put("/api/me", json!({ "username": "Bea", "email": "user@example.com" })),
            @r#"200 {"id":1,"username":"Bea","email":"user@example.com"}"#
        );
    }

    fn forms_do_as_well(server: Server) {
        let ann = server.member("user@example.com");
        assert_snapshot!(
            ann.request("PUT", "/api/me/").form(&[("username", " Zoë + Co. ")]).reply(),
            @r#"200 {"id":1,"username":"Zoë + Co.","email":"user@example.com"}"#
        );
        let form = Form::new().text("username", "John Smith\n").text("email", "user@example.com");
        assert_snapshot!(
            ann.request("PATCH", "/api/me/").multipart(form).reply(),
            @r#"200 {"id":1,"username":"John Smith","email":"user@example.com"}"#
        );
    }

    fn every_field_that_is_wrong_is_told_at_once(server: Server) {
        let ann = server.member("user@example.com");
        let told = |body| ann.patch("/api/me/", body);
        assert_snapshot!(told(json!({ "username": null, "email": null })), @r#"400 {"username":["This field may not be null."],"email":["This field may not be null."]}"#);
        assert_snapshot!(told(json!({ "username": "", "email": " " })), @r#"400 {"username":["This field may not be blank."],"email":["This field may not be blank."]}"#);
        assert_snapshot!(told(json!({ "username": [], "email": {} })), @r#"400 {"username":["Not a valid string."],"email":["Not a valid string."]}"#);
        assert_snapshot!(told(json!({ "username": "a/b", "email": "x" })), @r#"400 {"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."],"email":["Enter a valid email address."]}"#);
        assert_snapshot!(
            ann.get("/api/me/"),
            @r#"200 {"id":1,"username":"user@example.com","email":"user@example.com"}"#
        );
    }

    fn a_new_email_waits_for_its_code_whether_or_not_somebody_else_has_it(server: Server) {
        let ann = server.member("User@example.com");
        server.member("ben@example.com");
        for (method, other) in [("PUT", "new@example.com"), ("PATCH", "ben@example.com")] {
            let body = json!({ "email": other, "username": "Ann" });
            assert_snapshot!(
                ann.request(method, "/api/me/").json(&body).reply(),
                @r#"200 {"id":1,"username":"Ann","email":"User@example.com"}"#
            );
            let again = ann.request(method, "/api/me/").json(&body).reply().expect(429);
            assert!((1..=30).contains(&again.header("retry-after").parse::<u32>().unwrap()), "{again}");
        }
        // A value equal to the present one is no change.
        assert_snapshot!(
            ann.patch("/api/me/", json!({ "email": " user@EXAMPLE.com " })),
            @r#"200 {"id":1,"username":"Ann","email":"User@example.com"}"#
        );
    }

    fn a_new_email_is_not_asked_for_where_a_name_cannot_be_had(server: Server) {
        let ann = server.member("user@example.com");
        let told = |body| ann.patch("/api/me/", body);
        assert_snapshot!(told(json!({ "username": "", "email": "new@example.com" })), @r#"400 {"username":["This field may not be blank."]}"#);
        server.member("taken@example.com").patch("/api/me/", json!({ "username": "Taken" })).expect(200);
        assert_snapshot!(told(json!({ "username": "taken", "email": "new@example.com" })), @r#"400 {"username":["A user with that username already exists."]}"#);
        told(json!({ "email": "new@example.com" })).expect(200);
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s7_a_new_email_needs_a_fresh_sign_in_or_the_password(server: Server) {
        let ann = server.member("user@example.com");
        thread::sleep(Duration::from_millis(1_100));
        let told = |email: &str, password: &str| {
            let body = json!({ "username": "Ann", "email": email, "current_password": password });
            ann.put("/api/me/", body)
        };
        assert_snapshot!(told("new@example.com", ""), @r#"400 {"email":["Sign in again to change this."]}"#);
        assert_snapshot!(told("new@example.com", "wrong"), @r#"400 {"current_password":["Invalid password."]}"#);
        // Nothing else was changed with it.
        assert_snapshot!(
            ann.get("/api/me/"),
            @r#"200 {"id":1,"username":"user@example.com","email":"user@example.com"}"#
        );
        assert_snapshot!(
            told("new@example.com", PASSWORD),
            @r#"200 {"id":1,"username":"Ann","email":"user@example.com"}"#
        );
        for _ in 0..4 {
            told("other@example.com", "wrong").expect(400);
        }
        assert_snapshot!(
            told("other@example.com", "wrong"),
            @r#"403 {"error":"Locked out due to too many login failures."}"#
        );
    }

    fn s53_nothing_else_can_be_changed(server: Server) {
        let eve = server.member("eve@example.com");
        let before = server.cli(&["account", "show", "--email", "eve@example.com"], "").stdout;
        let body = json!({
            "username": "eve@example.com", "id": 77, "pk": 77, "is_admin": true, "is_staff": true,
            "is_superuser": true, "is_active": false, "state": "deactivated", "balance": 1_000_000, "score": 1_000_000,
            "email_verified": true, "email_verified_at": "2020-01-01T00:00:00Z", "password": "another password",
        });
        for reply in [eve.put("/api/me/", body.clone()), eve.patch("/api/me/", body)] {
            assert_snapshot!(reply, @r#"200 {"id":1,"username":"eve@example.com","email":"eve@example.com"}"#);
        }
        assert_eq!(server.cli(&["account", "show", "--email", "eve@example.com"], "").stdout, before);
        eve.login("eve@example.com", PASSWORD).expect(200);
    }
}
