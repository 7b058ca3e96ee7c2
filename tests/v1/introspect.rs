//! POST `/v1/introspect` (RFC 7662)

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Client, Exchange, PASSWORD, Reply, Server};
use crate::v1::{code, hiding, wrong};

const NOT_GOOD: &str = r#"200 {"active":false}"#;

/// Another back end, with a key that is good for this.
pub fn back_end(server: &Server, scope: &str) -> Client {
    let made = server.cli(&["key", "create", "--name", "table", "--scope", scope], "");
    assert_eq!(made.status, 0, "{made:?}");
    server.anonymous().bearing(&format!("Bearer {}", made.stdout.trim()))
}

fn ask(client: &Client, token: &str) -> Reply {
    client.post("/v1/introspect", json!({ "token": token }))
}

both_databases! {
    fn a_good_token_is_told_with_whose_it_is(server: Server) {
        let ann = server.owner("ann@example.com");
        let table = back_end(&server, "accounts:read");
        assert_snapshot!(
            hiding(&ask(&table, &ann.access), &["/sid", "/exp", "/iat"]),
            @r#"200 {"active":true,"token_type":"access","sub":"1","sid":…,"username":"ann@example.com","exp":…,"iat":…,"auth_time":…,"account":{"id":1,"state":"active","email":"ann@example.com","email_verified":false,"username":"ann@example.com","is_admin":false}}"#
        );
        let told = ask(&table, &ann.access).json();
        assert_eq!(told["sid"], ann.session().to_string());
        assert_eq!(told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap(), 50 * 60);
        let refresh = ask(&table, &ann.refresh_token).json();
        assert_eq!((&refresh["token_type"], &refresh["sub"], &refresh["sid"]), (&json!("refresh"), &json!("1"), &told["sid"]));
        assert_eq!(refresh.get("iat"), None);
        assert!(refresh["exp"].as_i64().unwrap() > told["exp"].as_i64().unwrap());
    }

    fn every_contract_s_tokens_are_known_and_a_form_is_read(server: Server) {
        server.anonymous().register("ann@example.com", PASSWORD).expect(201);
        let tokens = server.anonymous().login("ann@example.com", PASSWORD).expect(200);
        let table = back_end(&server, "accounts:read");
        for (field, kind) in [("access_token", "access"), ("refresh_token", "refresh")] {
            let form = [("token", tokens.text_of(field)), ("token_type_hint", "access_token".to_owned())];
            let told = table.request("POST", "/v1/introspect").form(&form).reply().expect(200).json();
            assert_eq!((&told["active"], &told["token_type"]), (&json!(true), &Value::from(kind)));
        }
    }

    fn of_what_is_not_good_nothing_is_told(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let table = back_end(&server, "accounts:read");
        let key = back_end(&server, "accounts:read");
        drop(key);
        for odd in ["x", "eyJ0.eyJ1.c2ln", &format!("{}x", ann.access), &ann.device_token, &"x".repeat(60_000)] {
            assert_eq!(ask(&table, odd).to_string(), NOT_GOOD);
        }
        let second = ann.renew(&ann.refresh_token).expect(200);
        ann.delete("/v1/sessions/current").expect(204);
        for token in [&ann.access, &ann.refresh_token, &second.text_of("access_token"), &second.text_of("refresh_token")] {
            assert_eq!(ask(&table, token).to_string(), NOT_GOOD);
        }
        ben.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        assert_eq!(ask(&table, &ben.access).to_string(), NOT_GOOD);
    }

    fn administrators_may_ask_and_keys_for_something_else_may_not(server: Server) {
        let ann = server.owner("ann@example.com");
        let root = server.admin("root@example.com");
        assert_eq!(ask(&root, &ann.access).json()["active"], true);
        assert_eq!(code(ask(&back_end(&server, "wallet:write"), &ann.access)), "403 forbidden");
        assert_eq!(code(ask(&ann, &ann.access)), "403 forbidden");
        assert_eq!(code(ask(&server.anonymous(), &ann.access)), "401 no_credential");
        assert_eq!(code(ask(&server.anonymous().bearing("Bearer pk_x"), &ann.access)), "401 bad_credential");
        let table = back_end(&server, "accounts:read");
        assert_eq!(wrong(table.post("/v1/introspect", json!({}))), "token: required");
        assert_eq!(wrong(table.post("/v1/introspect", json!({ "token": [], "token_type_hint": 7.5 }))), "token: not_a_string");
    }
}
