//! GET `/v1/wallet/entries`

use insta::assert_snapshot;

use super::pay;
use crate::both_databases;
use crate::support::Server;
use crate::v1::{code, is_instant, wrong};

both_databases! {
    fn a_ledger_comes_last_first_in_pages(server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        for amount in [50, -20, 3] {
            pay(&admin, ann.id, amount).expect(201);
        }
        let first = ann.get("/v1/wallet/entries?limit=2").expect(200).json();
        let items = first["items"].as_array().unwrap().clone();
        assert!(items.iter().all(|item| is_instant(item["created_at"].as_str().unwrap())));
        let told: Vec<_> =
            items.iter().map(|item| (item["amount"].as_i64().unwrap(), item["balance_after"].as_i64().unwrap())).collect();
        assert_eq!(told, [(3, 33), (-20, 30)]);
        let next = format!("/v1/wallet/entries?limit=2&cursor={}", first["next_cursor"].as_str().unwrap());
        let last = ann.get(&next).expect(200);
        let at = last.json()["items"][0]["created_at"].as_str().unwrap().to_owned();
        let shown = last.to_string().replace(&at, "…");
        assert_snapshot!(shown, @r#"200 {"items":[{"id":1,"amount":50,"balance_after":50,"reason":"won a hand","actor":"account","created_at":"…"}],"next_cursor":null}"#);
    }

    fn a_limit_or_cursor_that_is_wrong_is_told(server: Server) {
        let ann = server.owner("ann@example.com");
        let told = |query: &str| wrong(ann.get(&format!("/v1/wallet/entries?{query}")));
        assert_eq!(told("limit=0"), "limit: out_of_range");
        assert_eq!(told("limit=101&cursor=x"), "limit: out_of_range, cursor: invalid");
        // A device's place, a negative one, none.
        for cursor in ["AAAAAAAAAAAAAAAAAAAAAA", "__________8", "AAAAAAAAAAA", "-", "%00"] {
            assert_eq!(told(&format!("cursor={cursor}")), "cursor: invalid", "{cursor}");
        }
    }

    fn s52_a_ledger_is_shown_to_its_owner_alone(server: Server) {
        let admin = server.admin("root@example.com");
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        pay(&admin, ann.id, 50).expect(201);
        assert_snapshot!(ben.get("/v1/wallet/entries"), @r#"200 {"items":[],"next_cursor":null}"#);
        assert_eq!(code(server.anonymous().get("/v1/wallet/entries")), "401 no_credential");
        for id in [ann.id, ben.id, 777] {
            assert_eq!(code(ben.get(&format!("/v1/admin/accounts/{id}/wallet/entries"))), "403 forbidden");
            assert_eq!(code(pay(&ben, id, 5)), "403 forbidden");
        }
        assert_snapshot!(ann.get("/v1/wallet"), @r#"200 {"balance":50}"#);
    }
}
