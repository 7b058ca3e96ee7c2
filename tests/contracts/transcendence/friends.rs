//! `/users/add_friend/`, `/users/remove_friend/` and `/users/friend_list/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, names};
use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn a_friend_is_added_at_once_for_both_and_removed_for_both(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let manoli = Player::sign_up(&server, "manoli");
        for _ in 0..2 {
            assert_snapshot!(ann.befriend("manoli"), @r#"200 {"success":true,"message":"manoli added as friend."}"#);
        }
        assert_snapshot!(
            ann.get("/users/friend_list/"),
            @r#"200 [{"username":"manoli","is_connected":true,"avatar":"/media/avatars/default.png","friends":["ann"]}]"#
        );
        assert_eq!(names(&manoli.get("/users/friend_list/")), ["ann"]);
        let remove = |name| manoli.post("/users/remove_friend/", json!({ "friend_username": name }));
        for _ in 0..2 {
            assert_snapshot!(remove("ann"), @r#"200 {"success":true,"message":"ann removed as friend."}"#);
        }
        assert_snapshot!(ann.get("/users/friend_list/"), @"200 []");
        assert_snapshot!(remove("nobody"), @r#"404 {"detail":"Not found."}"#);
    }

    fn who_cannot_be_added_is_told_apart_only_as_the_page_says(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        Player::sign_up(&server, "bob").block("ann").expect(200);
        assert_snapshot!(
            ann.befriend("ann"),
            @r#"400 {"success":false,"message":"You cannot add yourself as friend."}"#
        );
        let unknown = ann.befriend("nobody");
        assert_snapshot!(unknown, @r#"404 {"detail":"Not found."}"#);
        let blocked = ann.befriend("bob");
        assert_eq!((blocked.status, blocked.text), (unknown.status, unknown.text));
        assert_snapshot!(
            ann.post("/users/add_friend/", json!({})),
            @r#"400 {"friend_username":["This field is required."]}"#
        );
    }
}
