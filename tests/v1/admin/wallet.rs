//! `/v1/admin/accounts/{id}/wallet/entries`

mod exact;
mod repeated;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Client, Exchange, Reply, Server};
use crate::v1::introspect::back_end;
use crate::v1::{code, problem, wrong};

/// Sends a body for an account's wallet.
pub fn send(admin: &Client, account: i64, body: Value) -> Reply {
    admin.post(&path(account), body)
}

/// The same under a key.
pub fn send_with(admin: &Client, key: &str, account: i64, body: &Value) -> Reply {
    admin.request("POST", &path(account)).header("idempotency-key", key).json(body).reply()
}

fn path(account: i64) -> String {
    format!("/v1/admin/accounts/{account}/wallet/entries")
}

both_databases! {
    fn an_administrator_moves_and_sets_balances(server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        let entry = send(&admin, ann.id, json!({ "amount": 50, "reason": " won a hand " }));
        assert_snapshot!(entry.hiding(&["created_at"]), @r#"201 {"id":1,"amount":50,"balance_after":50,"reason":"won a hand","actor":"account","created_at":"…","account_id":2,"actor_id":1,"idempotency_key":null}"#);
        let entry = send_with(&admin, "hand-7", ann.id, &json!({ "balance": 20, "reason": "corrected" }));
        assert_snapshot!(entry.hiding(&["created_at"]), @r#"201 {"id":2,"amount":-30,"balance_after":20,"reason":"corrected","actor":"account","created_at":"…","account_id":2,"actor_id":1,"idempotency_key":"hand-7"}"#);
        let form = [("amount", "5"), ("reason", "a form does as well")];
        admin.request("POST", &format!("{}/", path(ann.id))).form(&form).reply().expect(201);
        let ledger = admin.get(&path(ann.id)).expect(200).json();
        let amounts: Vec<_> = ledger["items"].as_array().unwrap().iter().map(|item| item["amount"].clone()).collect();
        assert_eq!(amounts, [5, -30, 50]);
        assert_eq!(ledger["items"][1]["idempotency_key"], "hand-7");
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":25}"#);
    }

    fn another_back_end_moves_balances_by_a_key_that_is_good_for_it(server: Server) {
        let ann = server.owner("ann@example.com");
        let body = json!({ "amount": 50, "reason": "won a hand" });
        let table = back_end(&server, "wallet:write");
        let entry = send_with(&table, "hand-7", ann.id, &body).expect(201);
        assert_eq!((&entry.json()["actor"], &entry.json()["actor_id"]), (&json!("service"), &json!(1)));
        assert_eq!(send_with(&table, "hand-7", ann.id, &body).expect(201).text, entry.text);
        table.get(&path(ann.id)).expect(200);
        for scope in ["accounts:read", "scores:write"] {
            let other = back_end(&server, scope);
            assert_eq!(code(send(&other, ann.id, body.clone())), "403 forbidden");
            assert_eq!(code(other.get(&path(ann.id))), "403 forbidden");
        }
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":50}"#);
    }

    fn a_balance_does_not_end_below_zero_or_beyond_what_clients_read_exactly(server: Server) {
        let admin = server.admin("root@example.com");
        let id = server.owner("ann@example.com").id;
        assert_snapshot!(problem(send(&admin, id, json!({ "amount": -1, "reason": "x" }))), @r#"409 {"title":"Conflict","status":409,"code":"insufficient_balance","detail":"There is not as much as would be taken.","request_id":"…"}"#);
        assert_snapshot!(problem(send(&admin, id, json!({ "balance": -1, "reason": "x" }))), @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"balance":[{"code":"below_zero","message":"This may not be below zero."}]},"request_id":"…"}"#);
        send(&admin, id, json!({ "balance": 9_007_199_254_740_991_i64, "reason": "x" })).expect(201);
        assert_snapshot!(problem(send(&admin, id, json!({ "amount": 1, "reason": "x" }))), @r#"409 {"title":"Conflict","status":409,"code":"balance_out_of_range","detail":"The balance would end, or move, beyond 2^53 - 1 in size.","request_id":"…"}"#);
        assert_eq!(admin.get(&path(id)).json()["items"].as_array().unwrap().len(), 1);
    }

    with [("PARLOR_WALLET__ALLOW_NEGATIVE", "true")]
    fn where_the_operator_allows_it_a_balance_goes_below_zero(server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        send(&admin, ann.id, json!({ "amount": -5, "reason": "on credit" })).expect(201);
        send(&admin, ann.id, json!({ "balance": -7, "reason": "on credit" })).expect(201);
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":-7}"#);
    }

    fn s56_what_is_no_whole_number_or_at_the_edges_of_64_bits_is_refused(server: Server) {
        let admin = server.admin("root@example.com");
        let id = server.owner("ann@example.com").id;
        assert_snapshot!(problem(send(&admin, id, json!({ "amount": 9_007_199_254_740_992_i64, "reason": "x" }))), @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"amount":[{"code":"out_of_range","message":"Ensure this value is between -9007199254740991 and 9007199254740991."}]},"request_id":"…"}"#);
        for number in ["9007199254740992", "-9007199254740992", "9223372036854775807", "-9223372036854775808", "18446744073709551615"] {
            for field in ["amount", "balance"] {
                let body = serde_json::from_str(&format!(r#"{{"{field}":{number},"reason":"x"}}"#)).unwrap();
                assert_eq!(wrong(send(&admin, id, body)), format!("{field}: out_of_range"), "{number}");
            }
        }
        for odd in ["1.0", "1e2", "0.5", "true", "\"x\"", "[1]", "{}", "99999999999999999999999"] {
            for field in ["amount", "balance"] {
                let body = serde_json::from_str(&format!(r#"{{"{field}":{odd},"reason":"x"}}"#)).unwrap();
                assert_eq!(wrong(send(&admin, id, body)), format!("{field}: not_an_integer"), "{odd}");
            }
        }
        assert_snapshot!(admin.get(&path(id)), @r#"200 {"items":[],"next_cursor":null}"#);
    }

    fn every_wrong_field_is_told_at_once(server: Server) {
        let admin = server.admin("root@example.com");
        let told = |body| wrong(send(&admin, 1, body));
        assert_eq!(told(json!({})), "amount: required, reason: required");
        assert_eq!(told(json!({ "amount": 0, "reason": " " })), "amount: zero, reason: blank");
        assert_eq!(told(json!({ "amount": null, "reason": null })), "amount: null, reason: null");
        assert_eq!(told(json!({ "amount": 5, "balance": 5, "reason": "x" })), "balance: not_both");
        assert_eq!(told(json!({ "amount": 5, "reason": "x".repeat(201) })), "reason: too_long");
        assert_eq!(told(json!({ "amount": 5, "reason": "a\u{0}b" })), "reason: invalid");
        assert_eq!(told(json!({ "amount": 5, "reason": ["x"] })), "reason: not_a_string");
    }

    fn an_account_that_is_switched_off_has_a_wallet_and_nobody_has_none(server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        ann.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        send(&admin, ann.id, json!({ "amount": 5, "reason": "a refund" })).expect(201);
        assert_eq!(admin.get(&path(ann.id)).expect(200).json()["items"][0]["amount"], 5);
        let gone = server.owner("gone@example.com");
        send(&admin, gone.id, json!({ "amount": 5, "reason": "x" })).expect(201);
        gone.delete("/v1/accounts/me").expect(204);
        for id in [gone.id, 777, i64::MAX] {
            assert_eq!(code(send(&admin, id, json!({ "amount": 5, "reason": "x" }))), "404 not_found");
            assert_eq!(code(send(&admin, id, json!({ "balance": 5, "reason": "x" }))), "404 not_found");
            assert_eq!(code(admin.get(&path(id))), "404 not_found");
        }
        for odd in ["0", "-1", "x", "9223372036854775808"] {
            let path = format!("/v1/admin/accounts/{odd}/wallet/entries");
            assert_eq!(code(admin.get(&path)), "404 not_found");
        }
        let left = server.installation.rows("SELECT CAST(count(*) AS TEXT) AS line FROM ledger_entries");
        assert_eq!(left, ["1"]);
    }

    with [("PARLOR_LOG_FORMAT", "json")]
    fn s74_who_moves_a_balance_is_logged_without_what_was_said(mut server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        send(&admin, ann.id, json!({ "amount": 5, "reason": "a canary" })).expect(201);
        send(&admin, ann.id, json!({ "balance": 7, "reason": "a canary" })).expect(201);
        send(&admin, ann.id, json!({ "amount": -9, "reason": "a canary" })).expect(409);
        server.stop();
        let log = server.log();
        let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let moved = lines.filter(|line| line["target"] == "audit" && line["account"] == ann.id);
        let told: Vec<_> = moved.map(|line| json!([line["event"], line["actor"], line["address"]])).collect();
        let by_admin = |event: &str| json!([event, "account:1", "127.0.0.1"]);
        assert_eq!(told[told.len() - 2..], [by_admin("wallet_moved"), by_admin("balance_set")]);
        assert!(!log.contains("a canary"), "{log}");
        let kept = "SELECT kind || ' ' || actor || ' ' || actor_id AS line FROM audit_log \
                    WHERE kind IN ('wallet_moved', 'balance_set') ORDER BY id";
        assert_eq!(server.installation.rows(kept), ["wallet_moved account 1", "balance_set account 1"]);
    }
}
