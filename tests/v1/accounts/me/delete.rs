//! DELETE `/v1/accounts/me`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, Owner, PASSWORD, Reply, Server};
use crate::v1::{code, problem, wrong};

both_databases! {
    fn whoever_signed_in_of_late_may_leave_without_a_word(server: Server) {
        let ann = server.owner("ann@example.com");
        assert_snapshot!(ann.delete("/v1/accounts/me"), @"204 ");
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(ann.delete("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(ann.sign_in(&ann.email, PASSWORD)), "401 invalid_login");
        assert_eq!(code(ann.renew(&ann.refresh_token)), "401 invalid_refresh_token");
        let shown = server.cli(&["account", "show", "--email", &ann.email], "");
        assert_eq!(shown.status, 1, "{shown:?}");
    }

    fn the_names_are_free_again_and_the_id_is_not(server: Server) {
        let ann = server.owner("ann@example.com");
        ann.patch("/v1/accounts/me", json!({ "username": "ann", "private_data": { "diary": 1 } }))
            .expect(200);
        for _ in 0..4 {
            ann.sign_in(&ann.email, "a guess").expect(401);
        }
        ann.delete("/v1/accounts/me/").expect(204);
        let second = server.owner("ann@example.com");
        assert_ne!(second.id, ann.id);
        second.patch("/v1/accounts/me", json!({ "username": "ann" })).expect(200);
        assert_eq!(second.get("/v1/accounts/me").json()["private_data"], json!(null));
        // What the first one owned opens nothing of the second's, and her wrong passwords are not counted on.
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(ann.renew(&ann.refresh_token)), "401 invalid_refresh_token");
        for _ in 0..4 {
            second.sign_in(&second.email, "a guess").expect(401);
        }
        second.sign_in(&second.email, PASSWORD).expect(201);
    }

    fn a_wrong_password_keeps_the_account_even_right_after_a_sign_in(server: Server) {
        let ann = server.owner("ann@example.com");
        assert_snapshot!(
            problem(leave(&ann, "a guess")),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"current_password":[{"code":"wrong","message":"Invalid password."}]},"request_id":"…"}"#
        );
        for _ in 0..3 {
            assert_eq!(wrong(leave(&ann, "a guess")), "current_password: wrong");
        }
        for password in ["a guess", PASSWORD] {
            assert_eq!(code(leave(&ann, password)), "403 locked_out");
        }
        ann.get("/v1/accounts/me").expect(200);
    }

    fn a_password_that_is_no_text_is_not_taken_for_none(server: Server) {
        let ann = server.owner("ann@example.com");
        for value in [json!([]), json!({}), json!(true)] {
            let request = ann.request("DELETE", "/v1/accounts/me").json(&json!({ "current_password": value }));
            assert_eq!(wrong(request.reply()), "current_password: not_a_string");
        }
        ann.get("/v1/accounts/me").expect(200);
    }

    fn a_form_will_do(server: Server) {
        let ann = server.owner("ann@example.com");
        let request = ann.request("DELETE", "/v1/accounts/me").form(&[("current_password", PASSWORD)]);
        request.reply().expect(204);
        ann.get("/v1/accounts/me").expect(401);
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s7_an_old_sign_in_deletes_the_account_only_with_the_password(server: Server) {
        let ann = server.owner("ann@example.com");
        sleep(Duration::from_millis(1100));
        assert_snapshot!(
            problem(ann.delete("/v1/accounts/me")),
            @r#"403 {"title":"Forbidden","status":403,"code":"fresh_sign_in_required","detail":"The sign-in is too long ago: send the current password, or step up first.","request_id":"…"}"#
        );
        for nothing in [
            json!({ "current_password": null }),
            json!({ "current_password": "" }),
            json!({ "password": PASSWORD }),
        ] {
            let request = ann.request("DELETE", "/v1/accounts/me").json(&nothing);
            assert_eq!(code(request.reply()), "403 fresh_sign_in_required", "{nothing}");
        }
        assert_eq!(wrong(leave(&ann, "a guess")), "current_password: wrong");
        ann.get("/v1/accounts/me").expect(200);
        leave(&ann, PASSWORD).expect(204);
        ann.get("/v1/accounts/me").expect(401);
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "2s")]
    fn s7_stepping_up_is_as_good_as_signing_in(server: Server) {
        let ann = server.owner("ann@example.com");
        sleep(Duration::from_millis(2100));
        assert_eq!(code(ann.delete("/v1/accounts/me")), "403 fresh_sign_in_required");
        let fresh = ann.post("/v1/sessions/current/step-up", json!({ "password": PASSWORD })).expect(200);
        ann.with(&fresh).delete("/v1/accounts/me").expect(204);
    }
}

fn leave(owner: &Owner, password: &str) -> Reply {
    owner.request("DELETE", "/v1/accounts/me").json(&json!({ "current_password": password })).reply()
}
