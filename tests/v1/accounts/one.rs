//! GET `/v1/accounts/{id}`

use insta::assert_snapshot;
use parlor_testkit::pictures::small;
use serde_json::json;

use crate::both_databases;
use crate::support::Server;
use crate::v1::{code, problem};

both_databases! {
    fn what_an_account_shows_is_seen_by_whoever_is_signed_in(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let data = json!({
            "username": "Ben", "first_name": "Ben", "last_name": "Baker",
            "public_data": { "colour": "green" }, "private_data": { "diary": 1 },
        });
        ben.patch("/v1/accounts/me", data).expect(200);
        assert_snapshot!(
            ann.get("/v1/accounts/2"),
            @r#"200 {"id":2,"username":"Ben","first_name":"Ben","last_name":"Baker","avatar":null,"score":0,"public_data":{"colour":"green"},"presence":null}"#
        );
        let avatar = ben.upload("PUT", "/v1/accounts/me/avatar", "ben.png", &small()).expect(200).text_of("avatar");
        for viewer in [&ann, &ben] {
            assert_eq!(viewer.get("/v1/accounts/2").expect(200).text_of("avatar"), avatar);
        }
    }

    fn what_it_has_reached_is_seen_too(server: Server) {
        let admin = server.admin("root@example.com");
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let write = |value: i64| {
            let score = json!({ "account_id": ben.id, "mode": "set", "value": value });
            admin.post("/v1/admin/scores", json!({ "scores": [score] })).expect(200);
        };
        for value in [1_200, -7, 9_007_199_254_740_991] {
            write(value);
            let shown = ann.get(&format!("/v1/accounts/{}", ben.id)).expect(200).json();
            assert_eq!(shown["score"], value);
        }
        // Nobody gives it to themselves.
        ben.patch("/v1/accounts/me", json!({ "score": 1 })).expect(200);
        assert_eq!(ann.get(&format!("/v1/accounts/{}", ben.id)).json()["score"], 9_007_199_254_740_991_i64);
    }

    fn an_email_that_serves_as_a_username_is_not_shown_to_others(server: Server) {
        let (ann, _) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        assert_snapshot!(
            ann.get("/v1/accounts/2"),
            @r#"200 {"id":2,"username":null,"first_name":null,"last_name":null,"avatar":null,"score":0,"public_data":null,"presence":null}"#
        );
    }

    fn s52_who_is_not_active_or_blocked_either_way_is_not_there(server: Server) {
        let (ann, ben, cleo) =
            (server.owner("ann@example.com"), server.owner("ben@example.com"), server.owner("cleo@example.com"));
        assert_snapshot!(
            problem(ann.get("/v1/accounts/99")),
            @r#"404 {"title":"Not Found","status":404,"code":"not_found","detail":"There is nothing here.","request_id":"…"}"#
        );
        for odd in ["0", "-1", "02", "x", "9223372036854775808"] {
            assert_eq!(code(ann.get(&format!("/v1/accounts/{odd}"))), "404 not_found", "{odd}");
        }
        ben.post("/v1/blocks", json!({ "account_id": ann.id })).expect(201);
        for (viewer, id) in [(&ann, ben.id), (&ben, ann.id)] {
            assert_eq!(code(viewer.get(&format!("/v1/accounts/{id}"))), "404 not_found");
        }
        ben.get("/v1/accounts/3").expect(200);
        cleo.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        assert_eq!(code(ann.get("/v1/accounts/3")), "404 not_found");
        assert_eq!(code(server.anonymous().get("/v1/accounts/1")), "401 no_credential");
    }
}
