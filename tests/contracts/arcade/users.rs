//! GET and PATCH `/users/<id>/`, PATCH `/user/<id>`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::player::{Player, login};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn people_see_themselves(server: Server) {
        let ann = Player::new(&server, "ann");
        assert_snapshot!(
            ann.me().hiding(&["date_joined"]),
            @r#"200 {"id":1,"username":"ann","avatar":"/media/avatars/default.png","email":"","first_name":"","last_name":"","score":0,"rank":1,"date_joined":"…"}"#
        );
        assert_eq!(ann.get("/users/1").text, ann.me().text);
    }

    fn s52_somebody_else_s_profile_is_not_told_from_one_that_never_was(server: Server) {
        let ann = Player::new(&server, "ann");
        Player::new(&server, "ben");
        for id in ["2", "99"] {
            for (method, path) in [("GET", "users"), ("PATCH", "users"), ("PATCH", "user"), ("DELETE", "users")] {
                let reply = ann.request(method, &format!("/{path}/{id}/")).json(&json!({ "first_name": "x" })).reply();
                assert_snapshot!(reply, @r#"403 {"errors":"You do not have permission to access this user's profile."}"#);
            }
            let body = json!({ "deactivate": true });
            let reply = ann.request("PATCH", &format!("/users/{id}/")).json(&body).reply();
            assert_snapshot!(reply, @r#"403 {"errors":"You do not have permission to access this user's profile."}"#);
        }
        assert_snapshot!(server.anonymous().get("/users/1/"), @r#"401 {"errors":"User is not authenticated."}"#);
        login(&server.anonymous(), "ben", PASSWORD).expect(200);
    }

    fn what_is_sent_changes_and_the_rest_stays(server: Server) {
        let ann = Player::new(&server, "ann");
        assert_snapshot!(
            ann.change(json!({ "first_name": " Ann ", "deactivate": false })),
            @r#"200 {"id":1,"username":"ann","message":"User Profile updated."}"#
        );
        let reply = ann.request("PATCH", "/user/1").form(&[("username", "Anna"), ("last_name", "Miller")]).reply();
        assert_snapshot!(reply, @r#"200 {"id":1,"username":"Anna","message":"User Profile updated."}"#);
        let me = ann.me().json();
        assert_eq!((&me["username"], &me["first_name"], &me["last_name"]), (&json!("Anna"), &json!("Ann"), &json!("Miller")));
        ann.change(json!({ "first_name": "", "score": 99, "rank": 1, "id": 7, "is_staff": true })).expect(200);
        let me = ann.me().json();
        assert_eq!((&me["first_name"], &me["score"], &me["id"]), (&json!(""), &json!(0), &json!(1)));
    }

    fn what_is_wrong_is_told_under_its_field(server: Server) {
        let ann = Player::new(&server, "ann");
        Player::new(&server, "ben");
        assert_snapshot!(
            ann.change(json!({ "username": "BEN", "email": "nonsense", "first_name": "x".repeat(51), "last_name": [], "deactivate": "maybe" })),
            @r#"400 {"errors":{"username":["A user with that username already exists."],"email":["Enter a valid email address."],"first_name":["Ensure this field has no more than 50 characters."],"last_name":["Not a valid string."],"deactivate":["Must be a valid boolean."]}}"#
        );
        assert_snapshot!(ann.change(json!({ "username": "" })), @r#"400 {"errors":{"username":["This field may not be blank."]}}"#);
        assert_snapshot!(
            ann.change(json!({ "username": "a/b" })),
            @r#"400 {"errors":{"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."]}}"#
        );
        ann.change(json!({ "first_name": "x".repeat(50) })).expect(200);
    }

    fn a_first_email_is_set_unverified_and_one_that_is_taken_is_told(server: Server) {
        let (ann, ben) = (Player::new(&server, "ann"), Player::new(&server, "ben"));
        ann.change(json!({ "email": "Ann@Example.com" })).expect(200);
        assert_eq!(ann.me().text_of("email"), "Ann@Example.com");
        assert_eq!(ann.get("/v1/accounts/me").json()["email_verified"], false);
        assert_snapshot!(
            ben.change(json!({ "email": "ann@example.com" })),
            @r#"400 {"errors":{"email":["A user with that email already exists."]}}"#
        );
        assert_eq!(ben.me().text_of("email"), "");
        // The same once more is no change.
        ann.change(json!({ "email": "ann@EXAMPLE.com" })).expect(200);
        assert_eq!(ann.me().text_of("email"), "Ann@Example.com");
        assert_snapshot!(ann.change(json!({ "email": " " })), @r#"200 {"id":1,"username":"ann","message":"User Profile updated."}"#);
        assert_eq!(ann.me().text_of("email"), "");
        ben.change(json!({ "email": "ann@example.com" })).expect(200);
    }

    fn another_email_takes_its_place_once_its_code_was_shown(server: Server) {
        let ann = Player::new(&server, "ann");
        ann.change(json!({ "email": "ann@example.com" })).expect(200);
        let mut inbox = server.inbox("anna@example.com");
        ann.change(json!({ "email": "anna@example.com" })).expect(200);
        assert_eq!(ann.me().text_of("email"), "ann@example.com");
        let body = json!({ "code": inbox.code() });
        ann.request("POST", "/v1/accounts/me/email/verify").json(&body).reply().expect(200);
        assert_eq!(ann.me().text_of("email"), "anna@example.com");
        assert_eq!(ann.get("/v1/accounts/me").json()["email_verified"], true);
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s7_an_old_sign_in_changes_the_email_only_with_the_password(server: Server) {
        let ann = Player::new(&server, "ann");
        sleep(Duration::from_millis(1100));
        assert_snapshot!(
            ann.change(json!({ "email": "ann@example.com" })),
            @r#"400 {"errors":{"email":["Sign in again to change this."]}}"#
        );
        assert_snapshot!(
            ann.change(json!({ "email": "ann@example.com", "password": "a guess" })),
            @r#"400 {"errors":{"password":["Invalid password."]}}"#
        );
        ann.change(json!({ "email": "ann@example.com", "password": PASSWORD, "first_name": "Ann" })).expect(200);
        assert_eq!((ann.me().text_of("email"), ann.me().text_of("first_name")), ("ann@example.com".into(), "Ann".into()));
        assert_snapshot!(ann.change(json!({ "email": "" })), @r#"400 {"errors":{"email":["Sign in again to change this."]}}"#);
        for _ in 0..5 {
            ann.change(json!({ "email": "", "password": "a guess" }));
        }
        assert_snapshot!(
            ann.change(json!({ "email": "", "password": PASSWORD })),
            @r#"403 {"error":"Locked out due to too many login failures."}"#
        );
        // What is not dangerous needs neither.
        ann.change(json!({ "first_name": "Anna" })).expect(200);
    }

    with [("PARLOR_REQUIRE_VERIFIED_EMAIL", "true")]
    fn where_every_email_is_proved_the_first_is_too(server: Server) {
        let ann = Player::new(&server, "ann");
        let mut inbox = server.inbox("ann@example.com");
        ann.change(json!({ "email": "ann@example.com" })).expect(200);
        assert_eq!(ann.me().text_of("email"), "");
        let body = json!({ "code": inbox.code() });
        ann.request("POST", "/v1/accounts/me/email/verify").json(&body).reply().expect(200);
        assert_eq!(ann.me().text_of("email"), "ann@example.com");
    }
}
