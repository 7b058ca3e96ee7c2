//! `/api/token/refresh/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::Player;
use crate::both_databases;
use crate::support::{Exchange as _, Server};

both_databases! {
    fn the_refresh_token_is_taken_in_four_places(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let mut token = ann.refresh_token.clone();
        let anyone = server.anonymous();
        for place in 0..4 {
            let request = anyone.request("POST", "/api/token/refresh/");
            let request = match place {
                0 => request.json(&json!({ "refresh": token })),
                1 => request.header("authorization", format!("Bearer {token}")),
                2 => request.header("authorization", format!("Token {token}")),
                _ => request.header("bearer", format!("Token {token}")),
            };
            let renewed = request.reply().expect(200);
            assert_eq!(renewed.json().as_object().unwrap().len(), 2, "{renewed}");
            let access = renewed.text_of("access_token");
            anyone.bearing(&format!("Bearer {access}")).get("/users/profile/").expect(200);
            token = renewed.text_of("refresh_token");
        }
        // The opaque token lives on with its session.
        ann.get("/users/profile/").expect(200);
    }

    fn one_that_is_missing_or_not_good_is_told_so(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let anyone = server.anonymous();
        assert_snapshot!(
            anyone.post("/api/token/refresh/", json!({})),
            @r#"400 {"refresh":["This field is required."]}"#
        );
        let invalid = anyone.post("/api/token/refresh/", json!({ "refresh": "x.y.z" }));
        assert_snapshot!(invalid, @r#"401 {"detail":"Token is invalid or expired","code":"token_not_valid"}"#);
        for other in [&ann.access_token, &ann.token_auth] {
            let answer = anyone.post("/api/token/refresh/", json!({ "refresh": other }));
            assert_eq!((answer.status, &answer.text), (401, &invalid.text));
        }
    }
}
