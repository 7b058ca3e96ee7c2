//! `/api/user/balance`, for administrators.

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, administrator, register};
use crate::both_databases;
use crate::support::{Exchange, Server};

both_databases! {
    fn an_administrator_sets_a_balance_and_looks_at_it(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        let admin = administrator(&server);
        let whose = json!({ "username": "ann" });
        assert_snapshot!(admin.put("/api/user/balance?balance=500", whose.clone()), @r#"200 {"user":{"balance":500}}"#);
        assert_snapshot!(admin.patch("/api/user/balance/?balance=120", whose.clone()), @r#"200 {"user":{"balance":120}}"#);
        assert_snapshot!(admin.get("/api/user/balance?username=ANN"), @r#"200 {"user":{"balance":120}}"#);
        assert_snapshot!(
            admin.request("GET", "/api/user/balance").json(&whose).reply(),
            @r#"200 {"user":{"balance":120}}"#
        );
        assert_eq!(ann.get("/api/user/").json()["user"]["balance"], 120);
        // By entries for the differences, with the administrator as their author.
        let entries = ann.get("/v1/wallet/entries").expect(200).json();
        let amounts: Vec<_> = entries["items"].as_array().unwrap().iter().map(|entry| entry["amount"].clone()).collect();
        assert_eq!(amounts, [json!(-380), json!(500)]);
    }

    fn without_a_username_it_is_one_s_own(server: Server) {
        let admin = administrator(&server);
        assert_snapshot!(admin.get("/api/user/balance"), @r#"200 {"user":{"balance":0}}"#);
        assert_snapshot!(admin.put("/api/user/balance?balance=7", json!({})), @r#"200 {"user":{"balance":7}}"#);
        assert_snapshot!(admin.request("PUT", "/api/user/balance?balance=8").reply(), @r#"200 {"user":{"balance":8}}"#);
        assert_snapshot!(admin.get("/api/user/balance"), @r#"200 {"user":{"balance":8}}"#);
    }

    fn what_is_no_balance_is_told(server: Server) {
        let admin = administrator(&server);
        for query in ["", "?balance=", "?balance=ten", "?balance=1.5", "?balance=1e3", "?balance=0x10", "?balance"] {
            assert_snapshot!(
                admin.put(&format!("/api/user/balance{query}"), json!({})),
                @r#"400 {"errors":{"balance":["A valid integer is required."]}}"#
            );
        }
        for far in ["9007199254740992", "-9007199254740992", "9223372036854775807", "9223372036854775808", "99999999999999999999"] {
            assert_snapshot!(
                admin.put(&format!("/api/user/balance?balance={far}"), json!({})),
                @r#"400 {"errors":{"balance":["Ensure this value is between -9007199254740991 and 9007199254740991."]}}"#
            );
        }
        admin.put("/api/user/balance?balance=-1", json!({})).expect(400);
        assert_snapshot!(
            admin.put("/api/user/balance?balance=9007199254740991", json!({ "balance": 5 })),
            @r#"200 {"user":{"balance":9007199254740991}}"#
        );
    }

    fn nobody_s_balance_is_not_found(server: Server) {
        let admin = administrator(&server);
        register(&server.anonymous(), "waits@example.com", "waits").expect(200);
        for name in ["nobody", "waits", "a/b", "x@y"] {
            assert_snapshot!(
                admin.put("/api/user/balance?balance=5", json!({ "username": name })),
                @r#"404 {"detail":"Not found."}"#
            );
            assert_snapshot!(admin.get(&format!("/api/user/balance?username={name}")), @r#"404 {"detail":"Not found."}"#);
        }
    }

    fn s52_a_player_neither_looks_nor_sets(server: Server) {
        let ann = Player::sign_up(&server, "ann@example.com", "ann");
        Player::sign_up(&server, "bob@example.com", "bob");
        for reply in [
            ann.get("/api/user/balance"),
            ann.get("/api/user/balance?username=bob"),
            ann.get("/api/user/balance?username=nobody"),
            ann.put("/api/user/balance?balance=500", json!({ "username": "ann" })),
            ann.put("/api/user/balance?balance=ten", json!({})),
            ann.patch("/api/user/balance?balance=500", json!({ "username": "bob" })),
        ] {
            assert_snapshot!(reply, @r#"403 {"detail":"You do not have permission to perform this action."}"#);
        }
        assert_eq!(ann.get("/api/user/").json()["user"]["balance"], 0);
    }

    with [("PARLOR_WALLET__ALLOW_NEGATIVE", "true")]
    fn below_zero_where_that_is_allowed(server: Server) {
        let admin = administrator(&server);
        assert_snapshot!(admin.put("/api/user/balance?balance=-1", json!({})), @r#"200 {"user":{"balance":-1}}"#);
    }
}
