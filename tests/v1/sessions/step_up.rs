//! POST `/v1/sessions/current/step-up`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, Owner, PASSWORD, Reply, Server};
use crate::v1::{code, problem, wrong};

both_databases! {
    with [("PARLOR_TOKENS__FRESH_FOR", "2s")]
    fn s29_the_password_makes_a_session_fresh_again_with_new_credentials(server: Server) {
        let ann = server.owner("ann@example.com");
        let session = ann.session();
        sleep(Duration::from_millis(2100));
        assert_eq!(code(change_password(&ann)), "403 fresh_sign_in_required");
        let reply = step_up(&ann, PASSWORD);
        let fresh = ann.with(&reply);
        assert_ne!(reply.text_of("access_token"), ann.access);
        assert_ne!(reply.text_of("refresh_token"), ann.refresh_token);
        assert_snapshot!(
            reply.clone().hiding(&["access_token", "access_expires_at", "refresh_token", "refresh_expires_at"]),
            @r#"200 {"kind":"pair","access_token":"…","token_type":"Bearer","access_expires_at":"…","refresh_token":"…","refresh_expires_at":"…"}"#
        );
        // It is the same session, and only this one.
        let other = ann.again();
        let shown = fresh.get("/v1/sessions/current").expect(200);
        assert_eq!(shown.json()["id"], session);
        assert!(shown.text_of("renewed_at") > shown.text_of("created_at"));
        fresh.put("/v1/accounts/me/password", json!({ "password": "another quiet evening" })).expect(204);
        assert_eq!(code(other.get("/v1/accounts/me")), "401 bad_credential");
        ann.renew(&reply.text_of("refresh_token")).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn s29_a_step_up_whose_answer_was_lost_costs_nothing(server: Server) {
        let ann = server.owner("ann@example.com");
        let lost = step_up(&ann, PASSWORD).expect(200);
        // However late.
        sleep(Duration::from_millis(1100));
        let again = ann.renew(&ann.refresh_token).expect(200);
        assert_eq!(again.text_of("refresh_token"), lost.text_of("refresh_token"));
        ann.with(&again).get("/v1/accounts/me").expect(200);
        // Or asked for once more, with what one still has.
        let once_more = step_up(&ann, PASSWORD).expect(200);
        ann.with(&once_more).get("/v1/accounts/me").expect(200);
        ann.renew(&once_more.text_of("refresh_token")).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn s29_the_refresh_token_from_before_a_step_up_is_left_behind_by_it(server: Server) {
        let ann = server.owner("ann@example.com");
        let fresh = ann.with(&step_up(&ann, PASSWORD).expect(200));
        fresh.get("/v1/accounts/me").expect(200);
        sleep(Duration::from_millis(1100));
        assert_eq!(code(ann.renew(&ann.refresh_token)), "401 invalid_refresh_token");
        assert_eq!(code(fresh.get("/v1/accounts/me")), "401 bad_credential");
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s29_renewing_makes_nothing_fresh(server: Server) {
        let ann = server.owner("ann@example.com");
        sleep(Duration::from_millis(1100));
        let renewed = ann.with(&ann.renew(&ann.refresh_token).expect(200));
        assert_eq!(code(renewed.delete("/v1/accounts/me")), "403 fresh_sign_in_required");
    }

    fn a_wrong_password_changes_nothing_and_five_lock(server: Server) {
        let ann = server.owner("ann@example.com");
        assert_snapshot!(problem(step_up(&ann, "a guess")), @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"password":[{"code":"wrong","message":"Invalid password."}]},"request_id":"…"}"#);
        for _ in 0..3 {
            assert_eq!(wrong(step_up(&ann, "a guess")), "password: wrong");
        }
        for password in ["a guess", PASSWORD] {
            let locked = problem(step_up(&ann, password)).hiding(&["until"]);
            assert_snapshot!(locked, @r#"403 {"title":"Forbidden","status":403,"code":"locked_out","detail":"Locked out due to too many login failures.","until":"…","request_id":"…"}"#);
        }
        ann.sign_in(&ann.email, PASSWORD).expect(403);
        ann.get("/v1/accounts/me").expect(200);
        ann.renew(&ann.refresh_token).expect(200);
    }

    fn every_kind_of_wrong_value_has_its_code(server: Server) {
        let ann = server.owner("ann@example.com");
        for (body, told) in [
            (json!({}), "required"),
            (json!({ "current_password": PASSWORD }), "required"),
            (json!({ "password": null }), "null"),
            (json!({ "password": "" }), "blank"),
            (json!({ "password": [] }), "not_a_string"),
            (json!({ "password": true }), "not_a_string"),
        ] {
            assert_eq!(wrong(ann.post("/v1/sessions/current/step-up", body)), format!("password: {told}"));
        }
        let form = ann.request("POST", "/v1/sessions/current/step-up/").form(&[("password", PASSWORD)]);
        form.reply().expect(200);
    }

    fn a_session_of_a_contract_steps_up_too(server: Server) {
        let ann = server.member("ann@example.com");
        let reply = ann.post("/v1/sessions/current/step-up", json!({ "password": PASSWORD })).expect(200);
        ann.refresh(&reply.text_of("refresh_token")).expect(200);
    }

    with [("PARLOR_RATE_LIMIT__ENABLED", "true")]
    fn a_session_with_too_many_new_tokens_of_late_has_to_wait(server: Server) {
        let ann = server.owner("ann@example.com");
        let mut token = ann.refresh_token.clone();
        for _ in 0..60 {
            token = ann.renew(&token).expect(200).text_of("refresh_token");
        }
        let reply = step_up(&ann, PASSWORD).expect(429);
        let seconds: u64 = reply.header("retry-after").parse().unwrap();
        assert!((3500..=3600).contains(&seconds), "{seconds}");
        assert_eq!(code(reply), "429 throttled");
    }
}

fn step_up(owner: &Owner, password: &str) -> Reply {
    owner.post("/v1/sessions/current/step-up", json!({ "password": password }))
}

fn change_password(owner: &Owner) -> Reply {
    owner.put("/v1/accounts/me/password", json!({ "password": "another quiet evening" }))
}
