//! GET `/api/user/`, and the token in its answer.

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, hiding_token, token_of};
use crate::both_databases;
use crate::support::{Reply, Server};

const BAD_TOKEN: &str =
    r#"401 {"detail":"Given token not valid for any token type","code":"token_not_valid"}"#;

fn show(player: &Player, token: &str) -> Reply {
    player.bearing(&format!("Token {token}")).get("/api/user/")
}

both_databases! {
    fn a_player_sees_itself_with_a_token_to_go_on_with(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        // Claims count in whole seconds.
        sleep(Duration::from_millis(1_100));
        let shown = ann.get("/api/user/");
        assert_eq!(shown.header("cache-control"), "no-store");
        let next = token_of(&shown);
        assert_ne!(next, ann.token);
        assert_snapshot!(
            hiding_token(shown),
            @r#"200 {"user":{"email":"ann@example.com","username":"ann","token":"…","balance":0}}"#
        );
        show(&ann, &next).expect(200);
        show(&ann, &ann.token).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_TTL", "3s")]
    fn each_answer_renews_the_session(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        let mut token = ann.token.clone();
        for _ in 0..3 {
            sleep(Duration::from_millis(1_500));
            token = token_of(&show(&ann, &token).expect(200));
        }
        assert_eq!(show(&ann, &ann.token).to_string(), BAD_TOKEN, "the first has had its time");
        sleep(Duration::from_millis(3_100));
        assert_eq!(show(&ann, &token).to_string(), BAD_TOKEN);
    }

    fn s32_the_end_of_the_session_ends_every_token_of_it(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        sleep(Duration::from_millis(1_100));
        let next = token_of(&ann.get("/api/user/"));
        ann.delete("/v1/sessions/current").expect(204);
        for token in [&ann.token, &next] {
            assert_eq!(show(&ann, token).to_string(), BAD_TOKEN);
        }
    }

    fn a_token_of_another_contract_comes_back_as_it_was(server: Server) {
        let ann = server.member("ann@example.com");
        let client = server.anonymous().bearing(&format!("Token {}", ann.access));
        sleep(Duration::from_millis(1_100));
        let shown = client.get("/api/user/").expect(200);
        assert_eq!(token_of(&shown), ann.access);
        assert_snapshot!(
            hiding_token(shown),
            @r#"200 {"user":{"email":"ann@example.com","username":"ann@example.com","token":"…","balance":0}}"#
        );
    }

    fn an_absent_email_is_an_empty_one(server: Server) {
        let anyone = server.anonymous();
        let password = crate::support::PASSWORD;
        anyone.post("/v1/accounts", json!({ "username": "bob", "password": password })).expect(201);
        let access = anyone.sign_in("bob", password).expect(201).text_of("access_token");
        let shown = anyone.bearing(&format!("Token {access}")).get("/api/user/");
        assert_snapshot!(
            hiding_token(shown),
            @r#"200 {"user":{"email":"","username":"bob","token":"…","balance":0}}"#
        );
    }

    fn without_a_good_token_nobody_gets_in(server: Server) {
        let anyone = server.anonymous();
        for reply in [
            anyone.get("/api/user/"),
            anyone.get("/api/user"),
            anyone.put("/api/user/", json!({})),
            anyone.patch("/api/user/", json!({ "user": { "email": 7 } })),
            anyone.get("/api/user/balance"),
            anyone.put("/api/user/balance?balance=7", json!({})),
        ] {
            assert_eq!(reply.header("www-authenticate"), r#"Bearer realm="api""#);
            assert_snapshot!(reply, @r#"401 {"detail":"Authentication credentials were not provided."}"#);
        }
        assert_eq!(anyone.bearing("Token x").get("/api/user/").to_string(), BAD_TOKEN);
        assert_eq!(anyone.bearing("Token x").patch("/api/user/", json!({})).to_string(), BAD_TOKEN);
    }
}
