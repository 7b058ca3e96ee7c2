//! `/v1/blocks`

use insta::assert_snapshot;
use serde_json::json;

use super::friends::{ask, ids};
use super::{code, is_instant, wrong};
use crate::both_databases;
use crate::support::{Owner, Reply, Server};

both_databases! {
    fn who_is_blocked_is_listed_until_the_block_is_lifted(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let blocked = block(&ann, &ben).expect(201);
        assert!(is_instant(&blocked.text_of("since")), "{blocked}");
        let shown = blocked.clone().hiding(&["since"]).to_string().replace(&format!("\"id\":{}", ben.id), "\"id\":BEN");
        assert_snapshot!(shown, @r#"201 {"account":{"id":BEN,"username":null,"first_name":null,"last_name":null,"avatar":null},"since":"…"}"#);
        assert_eq!(block(&ann, &ben).expect(201).text, blocked.text);
        assert_eq!(ann.get("/v1/blocks").text, format!(r#"{{"items":[{}],"next_cursor":null}}"#, blocked.text));
        assert!(ids(&ben.get("/v1/blocks")).is_empty());

        assert_eq!(code(ben.delete(&format!("/v1/blocks/{}", ann.id))), "404 not_found");
        assert_snapshot!(ann.delete(&format!("/v1/blocks/{}", ben.id)), @"204");
        assert_eq!(code(ann.delete(&format!("/v1/blocks/{}", ben.id))), "404 not_found");
        assert!(ids(&ann.get("/v1/blocks")).is_empty());
        assert_eq!(ask(&ben, &ann).expect(201).text_of("state"), "asked");
    }

    fn s55_a_blocked_pair_has_nothing_to_do_with_each_other_both_ways(server: Server) {
        let (ann, ben, cleo) =
            (server.owner("ann@example.com"), server.owner("ben@example.com"), server.owner("cleo@example.com"));
        ask(&ann, &ben).expect(201);
        ask(&ben, &ann).expect(201);
        ask(&cleo, &ann).expect(201);
        block(&ben, &ann).expect(201);
        block(&ann, &cleo).expect(201);
        for (one, other) in [(&ann, &ben), (&ann, &cleo)] {
            for (who, whom) in [(one, other), (other, one)] {
                assert!(ids(&who.get("/v1/friends")).is_empty());
                assert!(ids(&who.get("/v1/friends/requests")).is_empty());
                assert!(ids(&who.get("/v1/friends/requests?direction=outgoing")).is_empty());
                // The same words as for somebody who never was.
                let nobody = who.post("/v1/friends/requests", json!({ "account_id": 999_999 }));
                assert_eq!(ask(who, whom).hiding(&["request_id"]).to_string(), nobody.hiding(&["request_id"]).to_string());
                let accept = format!("/v1/friends/requests/{}/accept", whom.id);
                assert_eq!(code(who.post(&accept, json!({}))), "404 not_found");
            }
        }
        // Who is blocked may block in turn, and learns nothing by it.
        block(&ann, &ben).expect(201);
        ben.delete(&format!("/v1/blocks/{}", ann.id)).expect(204);
        assert_eq!(code(ask(&ben, &ann)), "404 not_found");
    }

    fn what_cannot_be_blocked_says_why(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let blocked = |body| ann.post("/v1/blocks", body);
        assert_snapshot!(code(blocked(json!({ "account_id": ann.id }))), @"400 oneself");
        assert_snapshot!(code(blocked(json!({ "account_id": 999_999 }))), @"404 not_found");
        assert_snapshot!(wrong(blocked(json!({ "account_id": true }))), @"account_id: not_an_integer");
        assert_snapshot!(wrong(ann.get("/v1/blocks?limit=x")), @"limit: not_an_integer");
        ben.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        assert_snapshot!(code(block(&ann, &ben)), @"404 not_found");
    }
}

pub fn block(by: &Owner, whom: &Owner) -> Reply {
    by.post("/v1/blocks", json!({ "account_id": whom.id }))
}
