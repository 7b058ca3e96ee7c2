//! `reset-email-request/` and `reset-email-verify/`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::people::{Person, obtain};
use crate::both_databases;
use crate::support::{PASSWORD, Server};

both_databases! {
    fn a_code_to_the_new_address_makes_it_the_account_s(server: Server) {
        let mut ann = Person::sign_up(&server, "ann@example.com");
        let mut new = server.inbox("ann@example.org");
        assert_snapshot!(
            ann.call("reset-email-request", json!({ "email": "ann@example.org" })),
            @r#"200 {"detail":"Verification code sent to your email."}"#
        );
        let code = new.code();
        assert_eq!(ann.get("/api/v1/auth/users/me/").text_of("email"), "ann@example.com");
        assert_snapshot!(
            ann.call("reset-email-verify", json!({ "code": code })),
            @r#"200 {"detail":"Email changed successfully."}"#
        );
        assert_eq!(ann.get("/api/v1/auth/users/me/").text_of("email"), "ann@example.org");
        assert_eq!(ann.get("/api/me/").text_of("username"), "ann@example.org");
        assert_eq!(ann.inbox.next().to, "ann@example.com");
        ann.call("reset-email-verify", json!({ "code": code })).expect(400);
        obtain(&server.anonymous(), "ann@example.org", PASSWORD).expect(200);
        obtain(&server.anonymous(), "ann@example.com", PASSWORD).expect(401);
    }

    fn an_address_of_somebody_else_is_answered_alike_and_changes_nothing(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        let mut bob = Person::sign_up(&server, "bob@example.com");
        assert_snapshot!(
            ann.call("reset-email-request", json!({ "email": "bob@example.com" })),
            @r#"200 {"detail":"Verification code sent to your email."}"#
        );
        let told = bob.inbox.next().text;
        assert!(told.split(|letter: char| !letter.is_ascii_digit()).all(|run| run.len() != 6), "{told}");
        assert_snapshot!(
            ann.call("reset-email-verify", json!({ "code": "123456" })),
            @r#"400 {"error":"Invalid verification code."}"#
        );
        assert_snapshot!(ann.call("reset-email-verify", json!({})), @r#"400 {"error":"Code is required."}"#);
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s7_it_needs_a_sign_in_of_late_or_the_password(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        sleep(Duration::from_millis(1_100));
        let ask = |password: Option<&str>| {
            ann.call("reset-email-request", json!({ "email": "ann@example.org", "current_password": password }))
        };
        assert_snapshot!(ask(None), @r#"400 {"email":["Sign in again to change this."]}"#);
        assert_snapshot!(ask(Some("incorrect")), @r#"400 {"current_password":["Invalid password."]}"#);
        ask(Some(PASSWORD)).expect(200);
    }
}
