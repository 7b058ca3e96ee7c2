//! Who may sign up at all.

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{PASSWORD, Server};
use crate::v1::{code, problem, wrong};

both_databases! {
    with [("PARLOR_SIGNUP", "closed")]
    fn where_sign_up_is_closed_only_the_operator_makes_accounts(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(
            problem(anyone.post("/v1/accounts", json!({ "email": "ann@example.com", "password": PASSWORD }))),
            @r#"403 {"title":"Forbidden","status":403,"code":"forbidden","detail":"This is not allowed.","request_id":"…"}"#
        );
        // Nothing else is told, such as whether a name is taken.
        let made =
            server.cli(&["account", "create", "--email", "ben@example.com", "--password-stdin"], PASSWORD);
        assert_eq!(made.status, 0, "{made:?}");
        for body in [
            json!({}),
            json!({ "email": "ben@example.com", "password": "x" }),
            json!({ "email": "ben@example.com", "password": PASSWORD }),
        ] {
            assert_eq!(code(anyone.post("/v1/accounts", body)), "403 forbidden");
        }
        anyone.sign_in("ben@example.com", PASSWORD).expect(201);
    }

    with [("PARLOR_SIGNUP_DOMAINS", "example.com, bücher.example")]
    fn where_domains_are_listed_an_email_has_to_be_at_one_of_them(server: Server) {
        let sign_up = |body| server.anonymous().post("/v1/accounts", body);
        assert_snapshot!(
            problem(sign_up(json!({ "email": "ann@example.org", "password": PASSWORD }))),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"email":[{"code":"invalid","message":"Enter a valid email address."}]},"request_id":"…"}"#
        );
        assert_eq!(
            wrong(sign_up(json!({ "email": "ann@example.org", "password": "short" }))),
            "email: invalid, password: too_short"
        );
        for email in ["ann@sub.example.com", "ann@notexample.com", "ann@example.com.evil.example"] {
            assert_eq!(
                wrong(sign_up(json!({ "email": email, "password": PASSWORD }))),
                "email: invalid",
                "{email}"
            );
        }
        for email in ["ann@EXAMPLE.com", "ann@xn--bcher-kva.example"] {
            sign_up(json!({ "email": email, "password": PASSWORD })).expect(201);
        }
        sign_up(json!({ "username": "without an email", "password": PASSWORD })).expect(201);
    }
}
