//! What PUT and PATCH change, and what they leave alone.

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

    fn an_email_that_stays_is_told_along_with_a_name_that_cannot_be_had(server: Server) {
        let ann = server.member("user@example.com");
        let told = |body| ann.patch("/api/me/", body);
        assert_snapshot!(told(json!({ "username": "", "email": "new@example.com" })), @r#"400 {"username":["This field may not be blank."],"email":["The email cannot be changed yet."]}"#);
        server.member("taken@example.com").patch("/api/me/", json!({ "username": "Taken" })).expect(200);
        assert_snapshot!(told(json!({ "username": "taken", "email": "new@example.com" })), @r#"400 {"username":["A user with that username already exists."],"email":["The email cannot be changed yet."]}"#);
    }

    fn the_email_stays_as_it_is(server: Server) {
        let ann = server.member("User@example.com");
        server.member("ben@example.com");
        // Whether somebody else has an address is not told either.
        for other in ["new@example.com", "ben@example.com"] {
            assert_snapshot!(
                ann.patch("/api/me/", json!({ "email": other, "username": "Ann" })),
                @r#"400 {"email":["The email cannot be changed yet."]}"#
            );
            assert_snapshot!(
                ann.put("/api/me/", json!({ "email": other, "username": "Ann" })),
                @r#"400 {"email":["The email cannot be changed yet."]}"#
            );
        }
        // A value equal to the present one is no change.
        assert_snapshot!(
            ann.patch("/api/me/", json!({ "email": " user@EXAMPLE.com " })),
            @r#"200 {"id":1,"username":"User@example.com","email":"User@example.com"}"#
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
