//! POST `/v1/sessions/refresh`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, Server};
use crate::v1::{code, is_instant, problem, wrong};

both_databases! {
    fn a_refresh_token_gives_the_next_tokens(server: Server) {
        let ann = server.owner("ann@example.com");
        let reply = ann.renew(&ann.refresh_token);
        assert_ne!(reply.text_of("refresh_token"), ann.refresh_token);
        assert_ne!(reply.text_of("access_token"), ann.access);
        assert!(
            is_instant(&reply.text_of("access_expires_at"))
                && is_instant(&reply.text_of("refresh_expires_at"))
        );
        ann.with(&reply).get("/v1/accounts/me").expect(200);
        assert_snapshot!(
            reply.hiding(&["access_token", "access_expires_at", "refresh_token", "refresh_expires_at"]),
            @r#"200 {"access_token":"…","token_type":"Bearer","access_expires_at":"…","refresh_token":"…","refresh_expires_at":"…"}"#
        );
    }

    fn no_credential_is_asked_for_and_a_bad_one_is_not_looked_at(server: Server) {
        let ann = server.owner("ann@example.com");
        let token = server.anonymous().renew(&ann.refresh_token).expect(200).text_of("refresh_token");
        server.anonymous().bearing("Bearer nonsense").renew(&token).expect(200);
    }

    fn forms_white_space_and_the_address_with_its_slash_do_as_well(server: Server) {
        let ann = server.owner("ann@example.com");
        let token = format!("  {}\n", ann.refresh_token);
        ann.post("/v1/sessions/refresh/", json!({ "refresh_token": token })).expect(200);
        ann.request("POST", "/v1/sessions/refresh").form(&[("refresh_token", &token)]).reply().expect(200);
    }

    fn every_kind_of_wrong_value_has_its_code(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(problem(anyone.post("/v1/sessions/refresh", json!({ "token": "x" }))), @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"refresh_token":[{"code":"required","message":"This field is required."}]},"request_id":"…"}"#);
        for (token, told) in [
            (json!(null), "null"),
            (json!(" \n"), "blank"),
            (json!([]), "not_a_string"),
            (json!({}), "not_a_string"),
            (json!(true), "not_a_string"),
        ] {
            let reply = anyone.post("/v1/sessions/refresh", json!({ "refresh_token": token }));
            assert_eq!(wrong(reply), format!("refresh_token: {told}"));
        }
    }

    fn a_token_that_is_none_is_refused_and_does_no_harm(server: Server) {
        let ann = server.owner("ann@example.com");
        for token in [
            json!("nonsense"),
            json!("00000000-0000-0000-0000-000000000000"),
            json!("ffffffff-ffff-ffff-ffff-ffffffffffff"),
            json!(ann.refresh_token.replace('-', "")),
            json!(format!("{}\u{0}", ann.refresh_token)),
            json!(ann.access),
            json!(ann.device_token),
            json!("漢字🦀"),
            json!(12345),
            json!("x".repeat(50_000)),
        ] {
            let reply = problem(ann.post("/v1/sessions/refresh", json!({ "refresh_token": token })));
            assert!(reply.header("www-authenticate").is_empty(), "no credential was refused");
            assert_snapshot!(reply, @r#"401 {"title":"Unauthorized","status":401,"code":"invalid_refresh_token","detail":"The refresh token is unknown, or was left behind, or its session is over.","request_id":"…"}"#);
        }
        ann.renew(&ann.refresh_token).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn a_reply_that_was_lost_is_given_again_and_a_token_left_behind_ends_the_session(server: Server) {
        let ann = server.owner("ann@example.com");
        let lost = ann.renew(&ann.refresh_token).expect(200).text_of("refresh_token");
        sleep(Duration::from_millis(1100));
        let again = ann.renew(&ann.refresh_token).expect(200);
        assert_eq!(again.text_of("refresh_token"), lost);
        ann.with(&again).get("/v1/accounts/me").expect(200);
        sleep(Duration::from_millis(1100));
        assert_eq!(code(ann.renew(&ann.refresh_token)), "401 invalid_refresh_token");
        assert_eq!(code(ann.renew(&lost)), "401 invalid_refresh_token");
        assert_eq!(code(ann.with(&again).get("/v1/accounts/me")), "401 bad_credential");
    }

    with [("PARLOR_TOKENS__NATIVE_REFRESH_TTL", "1s")]
    fn a_session_whose_time_is_over_is_told_so(server: Server) {
        let ann = server.owner("ann@example.com");
        sleep(Duration::from_millis(1100));
        assert_snapshot!(problem(ann.renew(&ann.refresh_token)), @r#"401 {"title":"Unauthorized","status":401,"code":"session_expired","detail":"The session's time is over.","request_id":"…"}"#);
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
    }

    with [("PARLOR_RATE_LIMIT__ENABLED", "true")]
    fn the_sixty_first_renewal_within_an_hour_has_to_wait(server: Server) {
        let ann = server.owner("ann@example.com");
        let mut token = ann.refresh_token.clone();
        for _ in 0..60 {
            token = ann.renew(&token).expect(200).text_of("refresh_token");
        }
        let reply = ann.renew(&token).expect(429);
        let seconds: u64 = reply.header("retry-after").parse().unwrap();
        assert!((3500..=3600).contains(&seconds), "{seconds}");
        let detail = format!("Too many requests. Try again in {seconds} seconds.");
        assert_eq!(problem(reply).text_of("detail"), detail);
        // The session goes on.
        ann.get("/v1/accounts/me").expect(200);
    }
}
