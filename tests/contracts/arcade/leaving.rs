//! PATCH `/users/<id>/` that deactivates, and DELETE `/users/<id>/`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::player::{Player, attributes, login, register};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Reply, Server};

both_databases! {
    fn a_deactivated_account_is_kept_and_nobody_signs_in_to_it(server: Server) {
        let ann = Player::new(&server, "ann");
        let other = Player::sign_in(&server.anonymous(), "ann");
        let reply = ann.change(json!({ "deactivate": true }));
        assert_snapshot!(reply, @r#"200 {"id":1,"username":"ann","message":"Account deactivated."}"#);
        assert!(attributes(&reply, "sessionid").contains("Max-Age=0"));
        for session in [&ann, &other] {
            assert_snapshot!(session.me(), @r#"401 {"errors":"User is not authenticated."}"#);
        }
        assert_snapshot!(login(&server.anonymous(), "ann", PASSWORD), @r#"401 {"errors":"Invalid password."}"#);
        assert_snapshot!(server.anonymous().get("/users/leaderboard/"), @"200 []");
        assert_snapshot!(
            register(&server.anonymous(), "ann", PASSWORD),
            @r#"400 {"errors":{"username":["A user with that username already exists."]}}"#
        );
        assert_eq!(server.cli(&["account", "activate", "--username", "ann"], "").status, 0);
        assert_eq!(Player::sign_in(&server.anonymous(), "ann").id, 1);
    }

    fn s58_a_deleted_account_is_gone(server: Server) {
        let ann = Player::new(&server, "ann");
        let reply = delete(&ann, json!({}));
        assert_snapshot!(reply, @r#"200 {"id":1,"username":"ann","message":"Account deleted."}"#);
        assert!(attributes(&reply, "sessionid").contains("Max-Age=0"));
        assert_snapshot!(ann.me(), @r#"401 {"errors":"User is not authenticated."}"#);
        assert_snapshot!(login(&server.anonymous(), "ann", PASSWORD), @r#"401 {"errors":"Username does not exist."}"#);
        register(&server.anonymous(), "ann", PASSWORD).expect(201);
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s7_an_old_sign_in_deletes_only_with_the_password(server: Server) {
        let ann = Player::new(&server, "ann");
        sleep(Duration::from_millis(1100));
        for body in [json!({}), json!({ "password": "" }), json!({ "password": null })] {
            assert_snapshot!(delete(&ann, body), @r#"403 {"errors":"Sign in again to do this."}"#);
        }
        assert_snapshot!(
            delete(&ann, json!({ "password": "a guess" })),
            @r#"400 {"errors":{"password":["Invalid password."]}}"#
        );
        ann.me().expect(200);
        delete(&ann, json!({ "password": PASSWORD })).expect(200);
    }
}

fn delete(player: &Player, body: serde_json::Value) -> Reply {
    player.request("DELETE", &format!("/users/{}/", player.id)).json(&body).reply()
}
