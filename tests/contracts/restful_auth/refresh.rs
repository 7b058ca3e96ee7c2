//! POST `/api/refresh/`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use reqwest::blocking::multipart::Form;
use serde_json::json;

use crate::both_databases;
use crate::support::{Client, Exchange, Reply, Server};

both_databases! {
    fn a_refresh_token_gives_two_new_tokens(server: Server) {
        let ann = server.member("ann@example.com");
        let reply = ann.refresh(&ann.refresh_token);
        assert_ne!(reply.text_of("refresh_token"), ann.refresh_token);
        assert_ne!(reply.text_of("access_token"), ann.access);
        me(&ann, &reply).expect(200);
        assert_snapshot!(
            reply.hiding(&["access_token", "refresh_token"]),
            @r#"200 {"access_token":"…","refresh_token":"…"}"#
        );
    }

    fn it_goes_on_for_as_long_as_it_is_used(server: Server) {
        let ann = server.member("ann@example.com");
        let mut token = ann.refresh_token.clone();
        for _ in 0..5 {
            token = ann.refresh(&token).expect(200).text_of("refresh_token");
        }
    }

    fn forms_white_space_and_the_address_without_its_slash_do_as_well(server: Server) {
        let ann = server.member("ann@example.com");
        let token = ann.refresh_token.as_str();
        ann.post("/api/refresh", json!({ "refresh_token": format!("  {token}\n") })).expect(200);
        ann.request("POST", "/api/refresh/").form(&[("refresh_token", token)]).reply().expect(200);
        let form = Form::new().text("refresh_token", token.to_owned());
        ann.request("POST", "/api/refresh/").multipart(form).reply().expect(200);
    }

    fn a_missing_token_is_told_in_the_contract_s_own_words(server: Server) {
        let anyone = server.anonymous();
        for body in [
            json!({}),
            json!({ "refresh_token": null }),
            json!({ "refresh_token": "" }),
            json!({ "refresh_token": " \n" }),
            json!({ "refresh_token": [] }),
            json!({ "token": "x" }),
        ] {
            assert_snapshot!(anyone.post("/api/refresh/", body), @r#"400 {"error":"Refresh token is required"}"#);
        }
        assert_snapshot!(
            anyone.request("POST", "/api/refresh/").reply(),
            @r#"400 {"error":"Refresh token is required"}"#
        );
    }

    fn a_token_that_is_none_is_refused(server: Server) {
        let ann = server.member("ann@example.com");
        for token in [
            json!("not a uuid"),
            json!("00000000-0000-0000-0000-000000000000"),
            json!("ffffffff-ffff-ffff-ffff-ffffffffffff"),
            json!(ann.refresh_token.replace('-', "")),
            json!(format!("{}\u{0}", ann.refresh_token)),
            json!(ann.access),
            json!("漢字🦀"),
            json!(12345),
        ] {
            assert_snapshot!(
                ann.post("/api/refresh/", json!({ "refresh_token": token })),
                @r#"401 {"error":"Invalid refresh token"}"#
            );
        }
        // None of it did the session any harm.
        ann.refresh(&ann.refresh_token).expect(200);
    }

    fn a_reply_that_was_lost_can_be_asked_for_again(server: Server) {
        let ann = server.member("ann@example.com");
        let lost = ann.refresh(&ann.refresh_token).expect(200).text_of("refresh_token");
        let again = ann.refresh(&ann.refresh_token).expect(200);
        assert_eq!(again.text_of("refresh_token"), lost);
        me(&ann, &again).expect(200);
        ann.refresh(&lost).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn a_token_that_is_used_up_is_refused_and_ends_the_session(server: Server) {
        let ann = server.member("ann@example.com");
        let next = ann.refresh(&ann.refresh_token).expect(200);
        me(&ann, &next).expect(200);
        sleep(Duration::from_millis(1100));
        assert_snapshot!(ann.refresh(&ann.refresh_token), @r#"401 {"error":"Invalid refresh token"}"#);
        assert_snapshot!(ann.refresh(&next.text_of("refresh_token")), @r#"401 {"error":"Invalid refresh token"}"#);
        me(&ann, &next).expect(401);
    }

    with [("PARLOR_TOKENS__REFRESH_TTL", "1s")]
    fn a_token_whose_time_is_over_is_told_so(server: Server) {
        let ann = server.member("ann@example.com");
        sleep(Duration::from_millis(1100));
        assert_snapshot!(ann.refresh(&ann.refresh_token), @r#"401 {"error":"Refresh token has expired"}"#);
        ann.get("/api/me/").expect(401);
    }

    with [("PARLOR_RATE_LIMIT__ENABLED", "true")]
    fn the_sixty_first_rotation_within_an_hour_has_to_wait(server: Server) {
        let ann = server.member("ann@example.com");
        let mut token = ann.refresh_token.clone();
        for _ in 0..60 {
            token = ann.refresh(&token).expect(200).text_of("refresh_token");
        }
        let reply = ann.refresh(&token).expect(429);
        let seconds: u64 = reply.header("retry-after").parse().unwrap();
        assert!((3500..=3600).contains(&seconds), "{seconds}");
        let detail = format!("Request was throttled. Expected available in {seconds} seconds.");
        assert_eq!(reply.json(), json!({ "detail": detail }));
        // The session goes on.
        ann.get("/api/me/").expect(200);
    }
}

/// The account, by the access token that a refresh gave.
fn me(client: &Client, tokens: &Reply) -> Reply {
    client.bearing(&format!("Bearer {}", tokens.text_of("access_token"))).get("/api/me/")
}
