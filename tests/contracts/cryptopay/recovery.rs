//! `recovery-request/` and `recovery-reset-password/`

use insta::assert_snapshot;
use serde_json::json;

use super::people::{Person, call, obtain, verify};
use crate::both_databases;
use crate::support::{Client, PASSWORD, Reply, Server};

const NEW: &str = "another quiet evening";

fn reset(client: &Client, email: &str, code: &str) -> Reply {
    let body = json!({ "email": email, "code": code, "password": NEW, "password2": NEW });
    call(client, "recovery-reset-password", body)
}

both_databases! {
    fn a_forgotten_password_is_replaced_by_a_code(server: Server) {
        let mut ann = Person::sign_up(&server, "ann@example.com");
        let anyone = server.anonymous();
        let request = |email| call(&anyone, "recovery-request", json!({ "email": email }));
        assert_snapshot!(request("ann@example.com"), @r#"200 {"detail":"Recovery code sent to email."}"#);
        request("ann@example.com").expect(429);
        assert_snapshot!(request("nobody@example.com"), @r#"200 {"detail":"Recovery code sent to email."}"#);
        request("nobody@example.com").expect(429);
        let code = ann.inbox.code();
        assert_snapshot!(
            verify(&anyone, "ann@example.com", &code, "password_recovery"),
            @r#"200 {"detail":"Password recovery successful."}"#
        );
        let body = json!({ "email": "ann@example.com", "code": code, "password": NEW, "password2": "other" });
        assert_snapshot!(
            call(&anyone, "recovery-reset-password", body),
            @r#"400 {"non_field_errors":["Passwords do not match."]}"#
        );
        let weak = json!({ "email": "ann@example.com", "code": code, "password": "12345678", "password2": "12345678" });
        assert_snapshot!(
            call(&anyone, "recovery-reset-password", weak),
            @r#"400 {"password":["This password is too common.","This password is entirely numeric."]}"#
        );
        assert_snapshot!(
            reset(&anyone, "ann@example.com", &code),
            @r#"200 {"detail":"Password reset successful."}"#
        );
        // Every session ended, and the code is used up.
        ann.get("/api/v1/auth/users/me/").expect(401);
        assert_snapshot!(
            reset(&anyone, "ann@example.com", &code),
            @r#"400 {"error":"Invalid verification code."}"#
        );
        obtain(&anyone, "ann@example.com", PASSWORD).expect(401);
        obtain(&anyone, "ann@example.com", NEW).expect(200);
    }

    fn a_lock_is_lifted_by_it(server: Server) {
        let mut ann = Person::sign_up(&server, "ann@example.com");
        let stranger = server.anonymous().from("127.0.0.9");
        for _ in 0..5 {
            obtain(&stranger, "ann@example.com", "incorrect");
        }
        obtain(&stranger, "ann@example.com", PASSWORD).expect(403);
        // The notice of the lock.
        ann.inbox.next();
        call(&stranger, "recovery-request", json!({ "email": "ann@example.com" })).expect(200);
        reset(&stranger, "ann@example.com", &ann.inbox.code()).expect(200);
        obtain(&stranger, "ann@example.com", NEW).expect(200);
    }

    fn what_is_missing_or_wrong_is_told(server: Server) {
        let anyone = server.anonymous();
        for body in [json!({}), json!({ "email": "ann@example.com" }), json!({ "code": "123456" })] {
            assert_snapshot!(
                call(&anyone, "recovery-reset-password", body),
                @r#"400 {"error":"Email and verification code are required."}"#
            );
        }
        for email in ["nobody@example.com", "no address"] {
            assert_snapshot!(reset(&anyone, email, "123456"), @r#"400 {"error":"Invalid verification code."}"#);
        }
        assert_snapshot!(
            call(&anyone, "recovery-request", json!({ "email": "no address" })),
            @r#"400 {"email":["Enter a valid email address."]}"#
        );
    }
}
