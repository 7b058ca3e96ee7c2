//! `/auth/registration/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, register, registration};
use crate::both_databases;
use crate::support::{Exchange as _, PASSWORD, Server};

both_databases! {
    fn an_account_is_made_and_signs_in_everywhere(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(
            register(&anyone, "manoli"),
            @r#"201 {"detail":"User registered successfully. Please log in."}"#
        );
        anyone.sign_in("manoli", PASSWORD).expect(201);
        anyone.login("manoli@example.com", PASSWORD).expect(200);
        Player::sign_in(&server, "manoli");
    }

    fn a_form_does_as_well(server: Server) {
        let form = [
            ("username", "manoli"),
            ("email", "manoli@example.com"),
            ("password1", PASSWORD),
            ("password2", PASSWORD),
        ];
        server.anonymous().request("POST", "/auth/registration").form(&form).reply().expect(201);
    }

    fn what_is_wrong_is_told_of_all_fields_at_once(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "manoli").expect(201);
        let call = |body| anyone.post("/auth/registration/", body);
        assert_snapshot!(
            call(json!({})),
            @r#"400 {"username":["This field is required."],"email":["This field is required."],"password1":["This field is required."],"password2":["This field is required."]}"#
        );
        let mut other = registration("other");
        other["password2"] = json!("something else");
        assert_snapshot!(call(other), @r#"400 {"non_field_errors":["The two password fields didn't match."]}"#);
        let mut weak = registration("other");
        (weak["password1"], weak["password2"]) = (json!("12345"), json!("12345"));
        assert_snapshot!(
            call(weak),
            @r#"400 {"password1":["This password is too short. It must contain at least 8 characters.","This password is too common.","This password is entirely numeric."]}"#
        );
        let taken = json!({
            "username": "MANOLI", "email": "Manoli@Example.com", "password1": PASSWORD, "password2": PASSWORD,
        });
        let answer = call(taken);
        assert_eq!(answer.status, 400, "{answer}");
        let mut taken_name = registration("other");
        taken_name["username"] = json!("manoli");
        assert_snapshot!(call(taken_name), @r#"400 {"username":["A user with that username already exists."]}"#);
        let mut taken_email = registration("other");
        taken_email["email"] = json!("manoli@example.com");
        assert_snapshot!(call(taken_email), @r#"400 {"email":["A user with that email already exists."]}"#);
    }

    with [("PARLOR_SIGNUP", "closed")]
    fn where_only_the_operator_makes_accounts_it_says_so(server: Server) {
        assert_snapshot!(
            register(&server.anonymous(), "manoli"),
            @r#"403 {"detail":"You do not have permission to perform this action."}"#
        );
    }
}
