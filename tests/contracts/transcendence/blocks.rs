//! `/users/block_user/` and `/users/unblock_user/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, names};
use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn whoever_is_blocked_and_whoever_blocks_do_not_see_each_other(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let manoli = Player::sign_up(&server, "manoli");
        let zoe = Player::sign_up(&server, "zoe");
        ann.befriend("manoli").expect(200);
        zoe.befriend("manoli").expect(200);
        for _ in 0..2 {
            assert_snapshot!(ann.block("manoli"), @r#"200 {"success":true,"message":"manoli has been blocked."}"#);
        }
        assert_snapshot!(ann.get("/users/friend_list/"), @"200 []");
        assert_eq!(names(&ann.get("/users/user_list/")), ["ann", "zoe"]);
        assert_eq!(names(&manoli.get("/users/user_list/")), ["manoli", "zoe"]);
        assert_eq!(names(&zoe.get("/users/user_list/")), ["ann", "manoli", "zoe"]);
        // Not among the friends of others either.
        assert_eq!(ann.get("/users/user_list/").json()[1]["friends"], json!([]));
        let unblock = |name| ann.post("/users/unblock_user/", json!({ "block_username": name }));
        for _ in 0..2 {
            assert_snapshot!(unblock("manoli"), @r#"200 {"success":true,"message":"manoli has been unblocked."}"#);
        }
        assert_eq!(names(&manoli.get("/users/user_list/")), ["ann", "manoli", "zoe"]);
        assert_snapshot!(ann.get("/users/friend_list/"), @"200 []");
    }

    fn oneself_and_nobody_cannot_be_blocked(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        for path in ["/users/block_user/", "/users/unblock_user/"] {
            let call = |body| ann.post(path, body);
            assert_snapshot!(
                call(json!({ "block_username": "ann" })),
                @r#"400 {"error":"You cannot block yourself."}"#
            );
            assert_snapshot!(call(json!({ "block_username": "nobody" })), @r#"404 {"detail":"Not found."}"#);
            assert_snapshot!(call(json!({})), @r#"400 {"block_username":["This field is required."]}"#);
        }
    }
}
