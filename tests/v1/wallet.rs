//! GET `/v1/wallet`

mod entries;

use insta::assert_snapshot;
use serde_json::json;

use super::code;
use crate::both_databases;
use crate::support::{Client, PASSWORD, Reply, Server};

/// Moves somebody's balance as an administrator does.
pub fn pay(admin: &Client, account: i64, amount: i64) -> Reply {
    let path = format!("/v1/admin/accounts/{account}/wallet/entries");
    admin.post(&path, json!({ "amount": amount, "reason": "won a hand" }))
}

both_databases! {
    fn everybody_begins_with_nothing(server: Server) {
        let ann = server.owner("ann@example.com");
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":0}"#);
        assert_snapshot!(ann.get("/v1/wallet/"), @r#"200 {"balance":0}"#);
        assert_eq!(code(server.anonymous().get("/v1/wallet")), "401 no_credential");
    }

    fn one_s_balance_is_one_s_own(server: Server) {
        let admin = server.admin("root@example.com");
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        pay(&admin, ann.id, 150).expect(201);
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":150}"#);
        assert_snapshot!(ben.get("/v1/wallet"), @r#"200 {"balance":0}"#);
    }

    fn s53_no_body_makes_anybody_richer(server: Server) {
        let anyone = server.anonymous();
        let rich = json!({ "email": "eve@example.com", "password": PASSWORD, "balance": 9, "score": 9 });
        anyone.post("/v1/accounts", rich).expect(201);
        let signed_in = anyone.sign_in("eve@example.com", PASSWORD).expect(201);
        let eve = anyone.bearing(&format!("Bearer {}", signed_in.text_of("access_token")));
        eve.patch("/v1/accounts/me", json!({ "balance": 9, "amount": 9, "score": 9 })).expect(200);
        eve.patch("/api/me/", json!({ "balance": 9, "score": 9 })).expect(200);
        for method in [Client::post, Client::put, Client::patch] {
            assert_eq!(code(method(&eve, "/v1/wallet", json!({ "balance": 9 }))), "405 method_not_allowed");
            let entries = method(&eve, "/v1/wallet/entries", json!({ "amount": 9, "reason": "mine" }));
            assert_eq!(code(entries), "405 method_not_allowed");
        }
        assert_snapshot!(eve.get("/v1/wallet"), @r#"200 {"balance":0}"#);
        assert_snapshot!(eve.get("/v1/wallet/entries"), @r#"200 {"items":[],"next_cursor":null}"#);
    }
}
