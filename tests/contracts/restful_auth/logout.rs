//! POST `/api/logout/`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use reqwest::blocking::multipart::Form;
use serde_json::json;

use crate::both_databases;
use crate::support::{Client, Exchange, Member, PASSWORD, Reply, Server};

both_databases! {
    fn s32_the_session_ends_with_all_its_tokens(server: Server) {
        let ann = server.member("ann@example.com");
        ann.get("/api/me/").expect(200);
        assert_snapshot!(logout(&server.anonymous(), &ann.refresh_token), @r#"200 {"success":"User logged out."}"#);
        assert_snapshot!(
            ann.get("/api/me/"),
            @r#"401 {"detail":"Given token not valid for any token type","code":"token_not_valid"}"#
        );
        assert_snapshot!(ann.refresh(&ann.refresh_token), @r#"401 {"error":"Invalid refresh token"}"#);
        assert_snapshot!(logout(&ann, &ann.refresh_token), @r#"400 {"error":"Invalid refresh token"}"#);
    }

    fn other_sessions_of_the_account_go_on(server: Server) {
        let phone = server.member("ann@example.com");
        let tablet = phone.login(&phone.email, PASSWORD).expect(200);
        logout(&phone, &phone.refresh_token).expect(200);
        let tablet_client = phone.bearing(&format!("Bearer {}", tablet.text_of("access_token")));
        tablet_client.get("/api/me/").expect(200);
        tablet_client.refresh(&tablet.text_of("refresh_token")).expect(200);
    }

    fn forms_white_space_and_the_address_without_its_slash_do_as_well(server: Server) {
        let ann = server.member("ann@example.com");
        let token = ann.refresh_token.clone();
        ann.post("/api/logout", json!({ "refresh_token": format!(" {token} ") })).expect(200);
        let token = again(&ann).text_of("refresh_token");
        ann.request("POST", "/api/logout/").form(&[("refresh_token", token)]).reply().expect(200);
        let form = Form::new().text("refresh_token", again(&ann).text_of("refresh_token"));
        ann.request("POST", "/api/logout/").multipart(form).reply().expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn a_token_that_has_rotated_ends_the_session_too(server: Server) {
        let ann = server.member("ann@example.com");
        let second = ann.refresh(&ann.refresh_token).expect(200);
        let third = ann.refresh(&second.text_of("refresh_token")).expect(200);
        // Long enough for the first one to be none that a client would still retry with.
        sleep(Duration::from_millis(1100));
        assert_snapshot!(logout(&ann, &ann.refresh_token), @r#"200 {"success":"User logged out."}"#);
        let access = third.text_of("access_token");
        ann.bearing(&format!("Bearer {access}")).get("/api/me/").expect(401);
        ann.refresh(&third.text_of("refresh_token")).expect(401);
    }

    fn a_missing_token_is_told_in_the_contract_s_own_words(server: Server) {
        let anyone = server.anonymous();
        for body in [
            json!({}),
            json!({ "refresh_token": null }),
            json!({ "refresh_token": "" }),
            json!({ "refresh_token": "   " }),
            json!({ "refresh_token": {} }),
        ] {
            assert_snapshot!(anyone.post("/api/logout/", body), @r#"400 {"error":"Refresh token is required"}"#);
        }
        assert_snapshot!(
            anyone.request("POST", "/api/logout/").reply(),
            @r#"400 {"error":"Refresh token is required"}"#
        );
    }

    fn a_token_that_is_none_is_refused(server: Server) {
        let ann = server.member("ann@example.com");
        for token in ["not a uuid", "00000000-0000-0000-0000-000000000000", &ann.access, "\u{0}", "1"] {
            assert_snapshot!(logout(&ann, token), @r#"400 {"error":"Invalid refresh token"}"#);
        }
        ann.get("/api/me/").expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_TTL", "1s")]
    fn a_session_whose_time_is_over_cannot_be_ended(server: Server) {
        let ann = server.member("ann@example.com");
        sleep(Duration::from_millis(1100));
        assert_snapshot!(logout(&ann, &ann.refresh_token), @r#"400 {"error":"Invalid refresh token"}"#);
    }
}

fn logout(client: &Client, token: &str) -> Reply {
    client.post("/api/logout/", json!({ "refresh_token": token }))
}

fn again(member: &Member) -> Reply {
    member.login(&member.email, PASSWORD).expect(200)
}
