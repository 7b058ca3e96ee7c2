//! `/users/update/` and `/users/profile/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, email};
use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn oneself_is_shown_and_renamed(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let mut profile = ann.get("/users/profile/").expect(200).json();
        assert!(profile[0]["id"].as_i64().unwrap() > 0);
        profile[0]["id"] = json!(1);
        assert_snapshot!(
            profile.to_string(),
            @r#"[{"id":1,"username":"ann","is_connected":true,"is_42":false,"avatar":"/media/avatars/default.png","friends":[]}]"#
        );
        assert_snapshot!(
            ann.post("/users/update/", json!({ "username": "anna" })),
            @r#"200 {"username":"anna","is_connected":true,"avatar":"/media/avatars/default.png","friends":[]}"#
        );
        // A text is no picture of hers.
        ann.post("/users/update/", json!({ "avatar": "/media/avatars/1/other.png" })).expect(200);
        assert_eq!(ann.get("/users/profile").expect(200).json()[0]["avatar"], "/media/avatars/default.png");
    }

    fn a_name_that_is_taken_or_wrong_is_refused(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        Player::sign_up(&server, "bob");
        assert_snapshot!(
            ann.post("/users/update/", json!({ "username": "Bob" })),
            @r#"400 {"username":["A user with that username already exists."]}"#
        );
        assert_snapshot!(
            ann.post("/users/update/", json!({ "username": "a@b", "email": "x" })),
            @r#"400 {"username":["Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."],"email":["Enter a valid email address."]}"#
        );
    }

    fn another_email_is_confirmed_by_a_code_first(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let mut inbox = server.inbox("new@example.com");
        ann.post("/users/update/", json!({ "email": "new@example.com" })).expect(200);
        let code = inbox.code();
        assert_eq!(ann.get("/v1/accounts/me").expect(200).json()["email"], email("ann"));
        ann.post("/v1/accounts/me/email/verify", json!({ "code": code })).expect(200);
        assert_eq!(ann.get("/v1/accounts/me").expect(200).json()["email"], "new@example.com");
    }

    fn what_a_client_may_not_set_changes_nothing(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let hostile = json!({ "id": 99, "is_42": true, "is_connected": false, "is_admin": true, "friends": ["x"] });
        assert_snapshot!(
            ann.post("/users/update/", hostile),
            @r#"200 {"username":"ann","is_connected":true,"avatar":"/media/avatars/default.png","friends":[]}"#
        );
    }
}
