//! `/v1/admin/keys`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::admin;
use crate::both_databases;
use crate::support::{Client, Exchange, Server};
use crate::v1::{code, hiding, is_instant, problem, wrong};

const STALE: (&str, &str) = ("PARLOR_TOKENS__FRESH_FOR", "1s");

fn wanted() -> Value {
    json!({ "name": "card table", "scopes": ["wallet:write", "accounts:read"] })
}

/// A client that shows the secret of a key.
fn holder(server: &Server, made: &Value) -> Client {
    server.anonymous().bearing(&format!("Bearer {}", made["secret"].as_str().unwrap()))
}

both_databases! {
    fn a_key_is_shown_once_listed_used_and_taken_back(server: Server) {
        let root = admin(&server);
        let made = root.post("/v1/admin/keys", wanted()).expect(201);
        assert_snapshot!(
            hiding(&made, &["/secret", "/created_at"]),
            @r#"201 {"secret":…,"id":1,"name":"card table","scopes":["accounts:read","wallet:write"],"created_at":…,"last_used_at":null,"revoked_at":null}"#
        );
        let made = made.json();
        let secret = made["secret"].as_str().unwrap();
        assert!(secret.starts_with("pk_") && secret.len() == 51, "{secret}");
        let listed = root.get("/v1/admin/keys").expect(200);
        assert!(!listed.text.contains(secret));
        assert_snapshot!(
            hiding(&listed, &["/items/0/created_at"]),
            @r#"200 {"items":[{"id":1,"name":"card table","scopes":["accounts:read","wallet:write"],"created_at":…,"last_used_at":null,"revoked_at":null}],"next_cursor":null}"#
        );
        let table = holder(&server, &made);
        table.post("/v1/introspect", json!({ "token": root.access })).expect(200);
        let used = root.get("/v1/admin/keys").json()["items"][0]["last_used_at"].as_str().unwrap().to_owned();
        assert!(is_instant(&used), "{used}");
        assert_snapshot!(root.delete("/v1/admin/keys/1"), @"204 ");
        assert_eq!(code(root.delete("/v1/admin/keys/1")), "404 not_found");
        assert_eq!(code(table.post("/v1/introspect", json!({ "token": root.access }))), "401 bad_credential");
        let listed = root.get("/v1/admin/keys").json();
        assert!(is_instant(listed["items"][0]["revoked_at"].as_str().unwrap()));
    }

    fn keys_come_in_pages_the_newest_first(server: Server) {
        let root = admin(&server);
        for _ in 0..5 {
            root.post("/v1/admin/keys", wanted()).expect(201);
        }
        let (mut ids, mut path) = (Vec::new(), "/v1/admin/keys?limit=2".to_owned());
        loop {
            let page = root.get(&path).expect(200).json();
            ids.extend(page["items"].as_array().unwrap().iter().map(|key| key["id"].as_i64().unwrap()));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/v1/admin/keys?limit=2&cursor={cursor}");
        }
        assert_eq!(ids, [5, 4, 3, 2, 1]);
        assert_eq!(wrong(root.get("/v1/admin/keys?limit=0&cursor=!")), "limit: out_of_range, cursor: invalid");
    }

    fn every_wrong_field_is_told(server: Server) {
        let root = admin(&server);
        let wrong = |body| wrong(root.post("/v1/admin/keys", body));
        assert_eq!(wrong(json!({})), "name: required, scopes: required");
        assert_eq!(wrong(json!({ "name": " ", "scopes": [] })), "name: blank, scopes: blank");
        assert_eq!(wrong(json!({ "name": "é".repeat(101), "scopes": "moon:write" })), "name: too_long, scopes: not_a_choice");
        assert_eq!(wrong(json!({ "name": "a\u{7}b", "scopes": 7 })), "name: invalid, scopes: not_a_list");
        assert_eq!(wrong(json!({ "name": [], "scopes": ["accounts:read", 7] })), "name: not_a_string, scopes: not_a_choice");
        let form = [("name", "by form"), ("scopes", "scores:write accounts:read")];
        let made = root.request("POST", "/v1/admin/keys").form(&form).reply().expect(201).json();
        assert_eq!(made["scopes"], json!(["accounts:read", "scores:write"]));
    }

    with [STALE]
    fn s7_making_a_key_wants_a_fresh_sign_in(server: Server) {
        let root = admin(&server);
        sleep(Duration::from_millis(1_100));
        assert_snapshot!(
            problem(root.post("/v1/admin/keys", wanted())),
            @r#"403 {"title":"Forbidden","status":403,"code":"fresh_sign_in_required","detail":"The sign-in is too long ago: step up first, at /v1/sessions/current/step-up.","request_id":"…"}"#
        );
        let body = json!({ "password": crate::support::PASSWORD });
        let tokens = root.post("/v1/sessions/current/step-up", body).expect(200);
        root.bearing(&format!("Bearer {}", tokens.text_of("access_token"))).post("/v1/admin/keys", wanted()).expect(201);
    }

    fn s52_keys_are_for_administrators_alone(server: Server) {
        let root = admin(&server);
        let made = root.post("/v1/admin/keys", wanted()).expect(201).json();
        let ann = server.owner("ann@example.com");
        let table = holder(&server, &made);
        for client in [&*ann, &table] {
            assert_eq!(code(client.get("/v1/admin/keys")), "403 forbidden");
            assert_eq!(code(client.post("/v1/admin/keys", wanted())), "403 forbidden");
            for id in [1, 2, i64::MAX] {
                assert_eq!(code(client.delete(&format!("/v1/admin/keys/{id}"))), "403 forbidden");
            }
        }
        assert_eq!(code(server.anonymous().get("/v1/admin/keys")), "401 no_credential");
        assert_eq!(root.get("/v1/admin/keys").json()["items"].as_array().unwrap().len(), 1);
    }

    fn s53_what_a_key_is_not_asked_for_it_does_not_get(server: Server) {
        let root = admin(&server);
        let body = json!({
            "name": "odd", "scopes": ["accounts:read"], "id": 99, "secret": "pk_mine", "last_used_at": "now",
            "revoked_at": "now", "is_admin": true, "scope": ["wallet:write"],
        });
        let made = root.post("/v1/admin/keys", body).expect(201).json();
        assert_eq!((&made["id"], &made["scopes"]), (&json!(1), &json!(["accounts:read"])));
        assert_eq!((&made["last_used_at"], &made["revoked_at"]), (&json!(null), &json!(null)));
        assert_eq!(code(holder(&server, &json!({ "secret": "pk_mine" })).get("/v1/accounts/me")), "401 bad_credential");
    }

    fn a_key_speaks_for_nobody(server: Server) {
        let root = admin(&server);
        let made = root.post("/v1/admin/keys", wanted()).expect(201).json();
        let table = holder(&server, &made);
        for (method, path) in [
            ("GET", "/v1/accounts/me"),
            ("DELETE", "/v1/accounts/me"),
            ("GET", "/v1/sessions"),
            ("DELETE", "/v1/sessions/1"),
            ("POST", "/v1/codes"),
        ] {
            let body = json!({ "purpose": "pin_reset" });
            assert_eq!(code(table.request(method, path).json(&body).reply()), "403 forbidden", "{method} {path}");
        }
        assert_snapshot!(table.get("/api/me/"), @r#"403 {"detail":"You do not have permission to perform this action."}"#);
        root.delete("/v1/admin/keys/1").expect(204);
        assert_eq!(code(table.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(table.get("/api/me/").status, 401);
    }
}
