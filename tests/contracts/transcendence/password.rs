//! `/auth/password/change/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::Player;
use crate::both_databases;
use crate::support::{PASSWORD, Server};

const NEXT: &str = "another quiet evening";

both_databases! {
    with [("PARLOR_CODES__RESEND_AFTER", "1ms")]
    fn it_is_changed_and_the_other_sessions_end(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let other = Player::sign_in(&server, "ann");
        let call = |body| ann.post("/auth/password/change/", body);
        assert_snapshot!(
            call(json!({ "new_password1": NEXT, "new_password2": NEXT })),
            @r#"200 {"detail":"New password has been saved."}"#
        );
        ann.get("/users/profile/").expect(200);
        other.get("/users/profile/").expect(401);
        server.anonymous().sign_in("ann", PASSWORD).expect(401);
        server.anonymous().sign_in("ann", NEXT).expect(201);
    }

    fn what_is_wrong_is_told(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let call = |body| ann.post("/auth/password/change/", body);
        assert_snapshot!(
            call(json!({})),
            @r#"400 {"new_password1":["This field is required."],"new_password2":["This field is required."]}"#
        );
        assert_snapshot!(
            call(json!({ "new_password1": NEXT, "new_password2": "other" })),
            @r#"400 {"new_password2":["The two password fields didn't match."]}"#
        );
        assert_snapshot!(
            call(json!({ "new_password1": "short", "new_password2": "short" })),
            @r#"400 {"new_password2":["This password is too short. It must contain at least 8 characters."]}"#
        );
        assert_snapshot!(
            call(json!({ "new_password1": NEXT, "new_password2": NEXT, "old_password": "incorrect" })),
            @r#"400 {"old_password":["Invalid password."]}"#
        );
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1ms")]
    fn later_the_old_one_is_asked_for(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let call = |body| ann.post("/auth/password/change/", body);
        assert_snapshot!(
            call(json!({ "new_password1": NEXT, "new_password2": NEXT })),
            @r#"400 {"old_password":["This field is required."]}"#
        );
        call(json!({ "new_password1": NEXT, "new_password2": NEXT, "old_password": PASSWORD })).expect(200);
    }
}
