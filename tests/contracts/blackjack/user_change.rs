//! PUT and PATCH `/api/user/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, hiding_token, log_in, token_of};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

const OTHER: &str = "another long password";

both_databases! {
    fn a_username_changes_and_what_is_not_sent_stays(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        for method in ["PUT", "PATCH"] {
            let change = ann.request(method, "/api/user/").json(&json!({ "user": { "username": "Ann Miller" } }));
            assert_snapshot!(
                hiding_token(change.reply()),
                @r#"200 {"user":{"email":"ann@example.com","username":"Ann Miller","token":"…","balance":0}}"#
            );
            ann.request(method, "/api/user").json(&json!({})).reply().expect(200);
            ann.request(method, "/api/user").reply().expect(200);
        }
        let form = ann.request("PATCH", "/api/user/").form(&[("username", "annie")]).reply();
        assert_eq!(form.expect(200).json()["user"]["username"], "annie");
    }

    fn all_wrong_fields_are_told_at_once(server: Server) {
        server.member("bob@example.com");
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        assert_snapshot!(
            ann.change(json!({ "email": "no address", "username": "bob@example.com", "password": "12345" })),
            @r#"400 {"errors":{"email":["Enter a valid email address."],"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."],"password":["This password is too short. It must contain at least 8 characters.","This password is too common.","This password is entirely numeric."]}}"#
        );
        assert_snapshot!(
            ann.change(json!({ "email": null, "username": "", "password": null })),
            @r#"400 {"errors":{"email":["This field may not be null."],"username":["This field may not be blank."],"password":["This field may not be null."]}}"#
        );
        assert_snapshot!(
            ann.change(json!({ "email": "", "password": "wo".repeat(65) })),
            @r#"400 {"errors":{"email":["This field may not be blank."],"password":["Ensure this field has no more than 128 characters."]}}"#
        );
        Player::sign_up(&server, "cleo@example.com", "cleo");
        assert_snapshot!(
            ann.change(json!({ "username": "CLEO" })),
            @r#"400 {"errors":{"username":["user with this username already exists."]}}"#
        );
    }

    fn s53_a_player_does_not_pay_itself(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        let fields = json!({
            "username": "annie", "balance": 1_000_000, "is_admin": true, "is_staff": true, "is_active": false,
            "email_verified": false, "id": 77, "score": 9,
        });
        assert_snapshot!(
            hiding_token(ann.change(fields)),
            @r#"200 {"user":{"email":"ann@example.com","username":"annie","token":"…","balance":0}}"#
        );
        assert_eq!(ann.get("/v1/wallet").expect(200).json()["balance"], 0);
        ann.get("/api/user/balance").expect(403);
    }

    fn s32_a_new_password_ends_every_other_session(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        let other = Player::sign_in(&server, "ann@example.com");
        let changed = ann.change(json!({ "password": OTHER })).expect(200);
        other.get("/api/user/").expect(401);
        ann.get("/api/user/").expect(200);
        ann.bearing(&format!("Token {}", token_of(&changed))).get("/api/user/").expect(200);
        log_in(&server.anonymous(), "ann@example.com", PASSWORD).expect(400);
        log_in(&server.anonymous(), "ann@example.com", OTHER).expect(200);
    }

    fn a_new_email_waits_for_its_code(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        let mut inbox = server.inbox("new@example.com");
        assert_snapshot!(
            hiding_token(ann.change(json!({ "email": "new@example.com" }))),
            @r#"200 {"user":{"email":"ann@example.com","username":"ann","token":"…","balance":0}}"#
        );
        let code = inbox.code();
        ann.post("/api/v1/auth/reset-email-verify/", json!({ "code": code })).expect(200);
        assert_eq!(ann.get("/api/user/").json()["user"]["email"], "new@example.com");
        // The present one is no change, in any spelling, and no code is sent.
        ann.change(json!({ "email": "NEW@example.com" })).expect(200);
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s7_what_is_dear_needs_a_fresh_sign_in_or_the_password(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        std::thread::sleep(std::time::Duration::from_millis(1_100));
        assert_snapshot!(
            ann.change(json!({ "password": OTHER, "username": "annie" })),
            @r#"400 {"errors":{"password":["Sign in again to change this."]}}"#
        );
        assert_snapshot!(
            ann.change(json!({ "email": "new@example.com" })),
            @r#"400 {"errors":{"email":["Sign in again to change this."]}}"#
        );
        assert_snapshot!(
            ann.change(json!({ "password": OTHER, "current_password": "a guess" })),
            @r#"400 {"errors":{"current_password":["Invalid password."]}}"#
        );
        assert_eq!(ann.get("/api/user/").json()["user"]["username"], "ann");
        ann.change(json!({ "password": OTHER, "current_password": PASSWORD, "username": "annie" })).expect(200);
        assert_eq!(ann.get("/api/user/").json()["user"]["username"], "annie");
        ann.change(json!({ "email": "new@example.com", "current_password": OTHER })).expect(200);
    }

    fn wrong_passwords_sent_along_lock_with_the_contract_s_words(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        let guess = || ann.change(json!({ "password": OTHER, "current_password": "a guess" }));
        for _ in 0..4 {
            guess().expect(400);
        }
        assert_snapshot!(guess(), @r#"403 {"errors":{"error":["Locked out due to too many login failures."]}}"#);
    }
}
