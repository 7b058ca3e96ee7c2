//! `/users/user_list/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, names, register};
use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn everybody_is_listed_in_order_of_username_oneself_included(server: Server) {
        let anyone = server.anonymous();
        for name in ["zoe", "Bob", "manoli"] {
            register(&anyone, name).expect(201);
        }
        let ann = Player::sign_up(&server, "ann");
        for name in ["zoe", "Bob"] {
            ann.befriend(name).expect(200);
        }
        assert_snapshot!(
            ann.get("/users/user_list/"),
            @r#"200 [{"username":"ann","is_connected":true,"avatar":"/media/avatars/default.png","friends":["Bob","zoe"]},{"username":"Bob","is_connected":false,"avatar":"/media/avatars/default.png","friends":["ann"]},{"username":"manoli","is_connected":false,"avatar":"/media/avatars/default.png","friends":[]},{"username":"zoe","is_connected":false,"avatar":"/media/avatars/default.png","friends":["ann"]}]"#
        );
        assert_snapshot!(
            anyone.get("/users/user_list/"),
            @r#"401 {"detail":"Authentication credentials were not provided."}"#
        );
    }

    fn a_part_is_listed_with_links_to_those_beside_it(server: Server) {
        let anyone = server.anonymous();
        for name in ["bob", "carl", "dora"] {
            register(&anyone, name).expect(201);
        }
        let ann = Player::sign_up(&server, "ann");
        let part = ann.get("/users/user_list/?limit=2&offset=1");
        assert_eq!(names(&part), ["bob", "carl"]);
        assert_eq!(
            part.header("link"),
            "</users/user_list/?limit=2&offset=3>; rel=\"next\", </users/user_list/?limit=2&offset=0>; rel=\"prev\""
        );
        let whole = ann.get("/users/user_list/");
        assert_eq!((names(&whole).len(), whole.header("link")), (4, ""));
        let last = ann.get("/users/user_list/?limit=2&offset=2");
        assert_eq!(names(&last), ["carl", "dora"]);
        assert!(!last.header("link").contains("next"));
        assert_snapshot!(
            ann.get("/users/user_list/?limit=0&offset=x"),
            @r#"400 {"limit":["Ensure this value is between 1 and 1000."],"offset":["A valid integer is required."]}"#
        );
    }

    fn whoever_is_deactivated_or_deleted_is_not_listed(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let (bob, carl) = (Player::sign_up(&server, "bob"), Player::sign_up(&server, "carl"));
        ann.befriend("bob").expect(200);
        ann.befriend("carl").expect(200);
        bob.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        carl.delete("/v1/accounts/me").expect(204);
        assert_eq!(names(&ann.get("/users/user_list/")), ["ann"]);
        assert_snapshot!(ann.get("/users/friend_list/"), @"200 []");
        assert_eq!(ann.get("/users/profile/").json()[0]["friends"], json!([]));
    }
}
