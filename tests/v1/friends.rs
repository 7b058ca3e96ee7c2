//! `/v1/friends` and `/v1/friends/requests`

use insta::assert_snapshot;
use parlor_testkit::at_once;
use serde_json::{Value, json};

use super::blocks::block;
use super::{code, is_instant, problem, wrong};
use crate::both_databases;
use crate::support::{Client, Exchange, Owner, Reply, Server};

both_databases! {
    fn a_request_is_asked_seen_by_both_and_accepted(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        ben.patch("/v1/accounts/me", json!({ "username": "Ben", "first_name": "Ben" })).expect(200);
        let asked = ask(&ann, &ben).expect(201);
        assert!(is_instant(&asked.text_of("since")), "{asked}");
        assert_snapshot!(told(&asked.hiding(&["since"]), &ben), @r#"201 {"account":{"id":BEN,"username":"Ben","first_name":"Ben","last_name":null,"avatar":null},"state":"asked","since":"…"}"#);
        assert_eq!(ask(&ann, &ben).expect(201).text_of("state"), "asked");

        let outgoing = "/v1/friends/requests?direction=outgoing";
        assert_snapshot!(told(&hide_times(ann.get(outgoing)), &ben), @r#"200 {"items":[{"account":{"id":BEN,"username":"Ben","first_name":"Ben","last_name":null,"avatar":null},"asked_at":"…"}],"next_cursor":null}"#);
        assert_eq!(ids(&ben.get("/v1/friends/requests")), [ann.id]);
        assert_eq!(ids(&ben.get("/v1/friends/requests?direction=incoming")), [ann.id]);
        assert_eq!((ids(&ben.get(outgoing)), ids(&ann.get("/v1/friends/requests"))), (vec![], Vec::<i64>::new()));
        assert!(ids(&ann.get("/v1/friends")).is_empty());

        assert_snapshot!(ben.post(&format!("/v1/friends/requests/{}/accept", ann.id), json!({})), @"204");
        assert_snapshot!(told(&hide_times(ann.get("/v1/friends")), &ben), @r#"200 {"items":[{"account":{"id":BEN,"username":"Ben","first_name":"Ben","last_name":null,"avatar":null},"since":"…","presence":{"state":"offline","last_seen_at":…}}],"next_cursor":null}"#);
        assert_eq!(ids(&ben.get("/v1/friends")), [ann.id]);
        assert!(ids(&ben.get("/v1/friends/requests")).is_empty());
        assert_eq!(ask(&ann, &ben).expect(201).text_of("state"), "friends");
    }

    fn two_requests_that_cross_make_friends(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        ask(&ann, &ben).expect(201);
        assert_eq!(ask(&ben, &ann).expect(201).text_of("state"), "friends");
        assert_eq!((ids(&ann.get("/v1/friends")), ids(&ben.get("/v1/friends"))), (vec![ben.id], vec![ann.id]));
    }

    fn a_request_is_declined_or_taken_back_and_a_friendship_ended(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        for (by, other) in [(&ann, &ben), (&ben, &ann)] {
            ask(&ann, &ben).expect(201);
            let request = format!("/v1/friends/requests/{}", other.id);
            assert_snapshot!(by.delete(&request), @"204");
            assert_snapshot!(code(by.delete(&request)), @"404 not_found");
            assert!(ids(&ben.get("/v1/friends/requests")).is_empty());
        }
        ask(&ann, &ben).expect(201);
        ask(&ben, &ann).expect(201);
        assert_snapshot!(code(ann.delete(&format!("/v1/friends/requests/{}", ben.id))), @"404 not_found");
        let friend = format!("/v1/friends/{}", ann.id);
        assert_snapshot!(ben.delete(&friend), @"204");
        assert_snapshot!(code(ben.delete(&friend)), @"404 not_found");
        assert_eq!((ids(&ann.get("/v1/friends")), ids(&ben.get("/v1/friends"))), (vec![], Vec::<i64>::new()));
    }

    fn s57_a_request_under_a_key_is_asked_once_and_answered_alike(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let cleo = server.owner("cleo@example.com");
        let answers = at_once(10, |_| ask_with(&ann, "k", ben.id).expect(201).text);
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(ids(&ben.get("/v1/friends/requests")), [ann.id]);
        // Declined it stays declined, however often it comes again.
        ben.delete(&format!("/v1/friends/requests/{}", ann.id)).expect(204);
        assert_eq!(ask_with(&ann, "k", ben.id).expect(201).text, answers[0]);
        assert!(ids(&ben.get("/v1/friends/requests")).is_empty());
        assert_snapshot!(problem(ask_with(&ann, "k", cleo.id)), @r#"422 {"title":"Unprocessable Entity","status":422,"code":"idempotency_key_reused","detail":"This Idempotency-Key came with another body before.","request_id":"…"}"#);
        assert_snapshot!(code(ask_with(&ann, "k", 999_999)), @"404 not_found");
        assert!(ids(&cleo.get("/v1/friends/requests")).is_empty());
        ask_with(&ben, "k", cleo.id).expect(201);
        ask_with(&ann, "k2", ben.id).expect(201);
        assert_eq!(ids(&ben.get("/v1/friends/requests")), [ann.id]);
        assert_snapshot!(wrong(ask_with(&ann, "", ben.id)), @"Idempotency-Key: invalid");
        // What nobody may be told of any more is not told under a key either.
        block(&ben, &ann).expect(201);
        assert_snapshot!(code(ask_with(&ann, "k", ben.id)), @"404 not_found");
    }

    fn what_cannot_be_asked_says_why(server: Server) {
        let ann = server.owner("ann@example.com");
        let asked = |body: Value| ann.post("/v1/friends/requests", body);
        assert_snapshot!(problem(asked(json!({ "account_id": ann.id }))), @r#"400 {"title":"Bad Request","status":400,"code":"oneself","detail":"This is your own account.","errors":{"account_id":[{"code":"oneself","message":"This is your own account."}]},"request_id":"…"}"#);
        assert_snapshot!(wrong(asked(json!({}))), @"account_id: required");
        assert_snapshot!(wrong(asked(json!({ "account_id": null }))), @"account_id: null");
        assert_snapshot!(wrong(asked(json!({ "account_id": "ben" }))), @"account_id: not_an_integer");
        for nobody in [json!(999_999), json!(0), json!(-1), json!(i64::MAX), json!("999999")] {
            assert_eq!(code(asked(json!({ "account_id": nobody }))), "404 not_found", "{nobody}");
        }
        assert_eq!(code(ann.post("/v1/friends/requests/999999/accept", json!({}))), "404 not_found");
        assert_eq!(code(ann.post("/v1/friends/requests/0/accept", json!({}))), "404 not_found");
        assert_eq!(code(ann.delete("/v1/friends/999999")), "404 not_found");
        assert_snapshot!(wrong(ann.get("/v1/friends/requests?direction=sideways&limit=0&cursor=x")), @"direction: not_a_choice, limit: out_of_range, cursor: invalid");
        assert_snapshot!(wrong(ann.get("/v1/friends?limit=101&cursor=AAAA")), @"limit: out_of_range, cursor: invalid");
    }

    fn lists_come_a_page_at_a_time_friends_in_order_of_name_and_requests_by_time(server: Server) {
        let ann = server.owner("ann@example.com");
        let others: Vec<Owner> =
            ["eve", "ben", "dan", "cleo"].iter().map(|name| server.owner(&format!("{name}@example.com"))).collect();
        for other in &others {
            ask(other, &ann).expect(201);
        }
        let asked: Vec<i64> = others.iter().rev().map(|other| other.id).collect();
        assert_eq!(all(&ann, "/v1/friends/requests?limit=3"), asked);
        for other in &others {
            ask(&ann, other).expect(201);
        }
        let by_name = [others[1].id, others[3].id, others[2].id, others[0].id];
        for limit in 1..=4 {
            assert_eq!(all(&ann, &format!("/v1/friends?limit={limit}")), by_name);
        }
    }

    fn who_is_not_active_is_neither_asked_nor_listed(server: Server) {
        let (ann, ben, cleo) =
            (server.owner("ann@example.com"), server.owner("ben@example.com"), server.owner("cleo@example.com"));
        ask(&ann, &ben).expect(201);
        ask(&ben, &ann).expect(201);
        ask(&cleo, &ann).expect(201);
        ben.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        cleo.delete("/v1/accounts/me").expect(204);
        assert_eq!((ids(&ann.get("/v1/friends")), ids(&ann.get("/v1/friends/requests"))), (vec![], Vec::<i64>::new()));
        assert_eq!(code(ask(&ann, &ben)), "404 not_found");
        assert_eq!(code(ask(&ann, &cleo)), "404 not_found");
        server.cli(&["account", "activate", "--email", &ben.email], "");
        assert_eq!(ids(&ann.get("/v1/friends")), [ben.id]);
    }

    fn s52_a_request_is_answered_by_its_two_alone(server: Server) {
        let (ann, ben, eve) =
            (server.owner("ann@example.com"), server.owner("ben@example.com"), server.owner("eve@example.com"));
        ask(&ann, &ben).expect(201);
        for other in [&ann, &ben] {
            let request = format!("/v1/friends/requests/{}", other.id);
            assert_eq!(code(eve.delete(&request)), "404 not_found");
            assert_eq!(code(eve.post(&format!("{request}/accept"), json!({}))), "404 not_found");
            assert_eq!(code(eve.delete(&format!("/v1/friends/{}", other.id))), "404 not_found");
        }
        assert_eq!(code(ann.post(&format!("/v1/friends/requests/{}/accept", ben.id), json!({}))), "404 not_found");
        assert_eq!(ids(&ben.get("/v1/friends/requests")), [ann.id]);
    }
}

pub fn ask(by: &Owner, whom: &Owner) -> Reply {
    by.post("/v1/friends/requests", json!({ "account_id": whom.id }))
}

fn ask_with(by: &Client, key: &str, whom: i64) -> Reply {
    let request = by.request("POST", "/v1/friends/requests").header("idempotency-key", key);
    request.json(&json!({ "account_id": whom })).reply()
}

/// Whom a page lists.
#[track_caller]
pub fn ids(page: &Reply) -> Vec<i64> {
    let items = page.clone().expect(200).json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["account"]["id"].as_i64().unwrap()).collect()
}

/// Whom all pages of a list list.
fn all(client: &Client, first: &str) -> Vec<i64> {
    let mut page = client.get(first);
    let mut listed = ids(&page);
    while let Some(cursor) = page.json()["next_cursor"].as_str() {
        page = client.get(&format!("{first}&cursor={cursor}"));
        listed.extend(ids(&page));
    }
    listed
}

fn hide_times(mut reply: Reply) -> Reply {
    let page = reply.json();
    for item in page["items"].as_array().unwrap() {
        for field in ["since", "asked_at", "blocked_at"] {
            if let Some(at) = item[field].as_str() {
                assert!(is_instant(at), "{at}");
                reply.text = reply.text.replace(at, "…");
            }
        }
        // Written down some time after it was so.
        if let Some(seen_at) = item["presence"].get("last_seen_at") {
            reply.text = reply.text.replace(&format!("\"last_seen_at\":{seen_at}"), "\"last_seen_at\":…");
        }
    }
    reply
}

fn told(reply: &Reply, ben: &Owner) -> String {
    reply.to_string().replace(&format!("\"id\":{}", ben.id), "\"id\":BEN")
}
