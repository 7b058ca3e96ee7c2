//! POST `/users/register/`

use insta::assert_snapshot;
use serde_json::json;

use super::player::{Player, register};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

const PATH: &str = "/users/register/";

both_databases! {
    fn a_name_and_a_password_twice_make_an_account(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(
            register(&anyone, "ann", PASSWORD),
            @r#"201 {"id":1,"username":"ann","message":"User created."}"#
        );
        let form = anyone.request("POST", "/users/register").form(&[
            ("username", " Ben "), ("password1", PASSWORD), ("password2", PASSWORD),
        ]);
        assert_snapshot!(form.reply(), @r#"201 {"id":2,"username":"Ben","message":"User created."}"#);
        Player::sign_in(&anyone, "ben");
    }

    fn a_name_that_is_taken_is_told_whatever_its_case(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann", PASSWORD).expect(201);
        assert_snapshot!(
            register(&anyone, "ANN", PASSWORD),
            @r#"400 {"errors":{"username":["A user with that username already exists."]}}"#
        );
        assert_snapshot!(
            register(&anyone, "ANN", "1234"),
            @r#"400 {"errors":{"username":["A user with that username already exists."],"password2":["This password is too short. It must contain at least 8 characters.","This password is too common.","This password is entirely numeric."]}}"#
        );
    }

    fn what_is_wrong_is_told_all_at_once_under_its_field(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(
            anyone.post(PATH, json!({})),
            @r#"400 {"errors":{"username":["This field is required."],"password1":["This field is required."],"password2":["This field is required."]}}"#
        );
        assert_snapshot!(
            anyone.post(PATH, json!({ "username": "", "password1": null, "password2": "" })),
            @r#"400 {"errors":{"username":["This field may not be blank."],"password1":["This field may not be null."],"password2":["This field may not be blank."]}}"#
        );
        assert_snapshot!(
            anyone.post(PATH, json!({ "username": "ann", "password1": PASSWORD, "password2": "another quiet evening" })),
            @r#"400 {"errors":{"password2":["The two password fields didn’t match."]}}"#
        );
        assert_snapshot!(
            register(&anyone, "ann@example.com", PASSWORD),
            @r#"400 {"errors":{"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."]}}"#
        );
        assert_snapshot!(
            register(&anyone, "annabella", "annabella"),
            @r#"400 {"errors":{"password2":["The password is too similar to the username."]}}"#
        );
        assert_snapshot!(
            register(&anyone, &"x".repeat(151), PASSWORD),
            @r#"400 {"errors":{"username":["Ensure this field has no more than 150 characters."]}}"#
        );
    }

    fn s53_what_nobody_gives_themselves_changes_nothing(server: Server) {
        let body = json!({
            "username": "eve", "password1": PASSWORD, "password2": PASSWORD,
            "id": 99, "score": 1_000_000, "is_staff": true, "is_admin": true, "rank": 1,
        });
        assert_snapshot!(
            server.anonymous().post(PATH, body),
            @r#"201 {"id":1,"username":"eve","message":"User created."}"#
        );
        let eve = Player::sign_in(&server.anonymous(), "eve");
        assert_eq!(eve.me().json()["score"], 0);
    }

    with [("PARLOR_SIGNUP", "closed")]
    fn closed_it_is_not_allowed(server: Server) {
        assert_snapshot!(
            register(&server.anonymous(), "ann", PASSWORD),
            @r#"403 {"errors":"You do not have permission to perform this action."}"#
        );
    }
}
