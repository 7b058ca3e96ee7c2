//! `token/obtain/`, `token/verify/` and `token/refresh/`

use insta::assert_snapshot;
use serde_json::json;

use super::people::{Person, begin, call, obtain};
use crate::both_databases;
use crate::support::{PASSWORD, Server};

both_databases! {
    fn a_pair_of_jwts_is_obtained_verified_and_renewed(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        let anyone = server.anonymous();
        for token in [&ann.access, &ann.refresh] {
            assert_eq!(token.split('.').count(), 3);
            assert_snapshot!(call(&anyone, "token/verify", json!({ "token": token })), @"200 {}");
        }
        let renewed = call(&anyone, "token/refresh", json!({ "refresh": ann.refresh })).expect(200);
        assert_ne!(renewed.text_of("refresh"), ann.refresh);
        let next = server.anonymous().bearing(&format!("Bearer {}", renewed.text_of("access")));
        next.get("/api/v1/auth/users/me/").expect(200);
        // A retry gets the same session on.
        call(&anyone, "token/refresh", json!({ "refresh": ann.refresh })).expect(200);
        // The other contracts and the native API take it too.
        let native = json!({ "refresh_token": renewed.text_of("refresh") });
        anyone.post("/v1/sessions/refresh", native).expect(200);
    }

    fn what_is_no_good_token_is_told_so(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        let anyone = server.anonymous();
        assert_snapshot!(
            call(&anyone, "token/verify", json!({ "token": "x" })),
            @r#"401 {"detail":"Token is invalid or expired","code":"token_not_valid"}"#
        );
        assert_snapshot!(
            call(&anyone, "token/refresh", json!({ "refresh": "a.b.c" })),
            @r#"401 {"detail":"Token is invalid or expired","code":"token_not_valid"}"#
        );
        assert_snapshot!(
            call(&anyone, "token/refresh", json!({ "refresh": ann.access })),
            @r#"401 {"detail":"Token has wrong type","code":"token_not_valid"}"#
        );
        assert_snapshot!(call(&anyone, "token/verify", json!({})), @r#"400 {"token":["This field is required."]}"#);
        assert_snapshot!(call(&anyone, "token/refresh", json!({})), @r#"400 {"refresh":["This field is required."]}"#);
        // The session ends: neither of its tokens is good.
        ann.request("DELETE", "/v1/sessions/current").send().unwrap();
        for token in [&ann.access, &ann.refresh] {
            call(&anyone, "token/verify", json!({ "token": token })).expect(401);
        }
        call(&anyone, "token/refresh", json!({ "refresh": ann.refresh })).expect(401);
    }

    fn whoever_is_not_confirmed_or_does_not_know_the_password_is_told_the_same(server: Server) {
        let anyone = server.anonymous();
        begin(&anyone, "pending@example.com").expect(201);
        server.member("unconfirmed@example.com");
        Person::sign_up(&server, "ann@example.com");
        for (email, password) in [
            ("pending@example.com", PASSWORD),
            ("unconfirmed@example.com", PASSWORD),
            ("nobody@example.com", PASSWORD),
            ("ann@example.com", "incorrect"),
        ] {
            assert_snapshot!(
                obtain(&anyone, email, password),
                @r#"401 {"detail":"No active account found with the given credentials"}"#
            );
        }
        assert_snapshot!(
            call(&anyone, "token/obtain", json!({})),
            @r#"400 {"email":["This field is required."],"password":["This field is required."]}"#
        );
    }

    fn five_wrong_passwords_lock(server: Server) {
        let anyone = server.anonymous();
        for _ in 0..4 {
            obtain(&anyone, "nobody@example.com", "incorrect").expect(401);
        }
        for _ in 0..2 {
            assert_snapshot!(
                obtain(&anyone, "nobody@example.com", "incorrect"),
                @r#"403 {"detail":"Locked out due to too many login failures."}"#
            );
        }
    }
}
