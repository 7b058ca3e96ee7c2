//! GET `/v1/accounts?query=`

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Client, Kind, PASSWORD, Server};
use crate::v1::{code, problem, wrong};

both_databases! {
    fn people_are_found_by_how_their_name_begins_in_order_of_name(server: Server) {
        let ann = named(&server, "Annabel");
        for name in ["ben", "Anna", "ANNE", "Ännchen", "an", "joanna", "Straße", "anna-2", "anna 1"] {
            named(&server, name);
        }
        assert_eq!(found(&ann, "ann"), ["Anna", "anna 1", "anna-2", "Annabel", "ANNE"]);
        assert_eq!(found(&ann, "ANNA"), ["Anna", "anna 1", "anna-2", "Annabel"]);
        assert_eq!(found(&ann, "STRASSE"), ["Straße"]);
        assert_eq!(found(&ann, "ä"), ["Ännchen"]);
        assert_eq!(found(&ann, "zoe"), [""; 0]);
        for literal in ["_", "-", "+"] {
            assert_eq!(found(&ann, literal), [""; 0], "{literal} stands for itself");
        }
        assert_snapshot!(
            ann.get("/v1/accounts?query=ben"),
            @r#"200 {"items":[{"id":2,"username":"ben","first_name":null,"last_name":null,"avatar":null}],"next_cursor":null}"#
        );
    }

    fn a_page_at_a_time_each_is_told_once(server: Server) {
        let ann = named(&server, "ann");
        for number in 0..7 {
            named(&server, &format!("ben{number}"));
        }
        let (mut all, mut path) = (Vec::new(), "/v1/accounts?query=ben&limit=3".to_owned());
        loop {
            let page = ann.get(&path).expect(200).json();
            all.extend(names(&page));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/v1/accounts?query=ben&limit=3&cursor={cursor}");
        }
        assert_eq!(all, ["ben0", "ben1", "ben2", "ben3", "ben4", "ben5", "ben6"]);
    }

    fn who_is_not_active_blocked_or_called_by_an_email_is_not_found(server: Server) {
        let (ann, ben) = (named(&server, "ann"), named(&server, "ben"));
        let (bea, bert) = (named(&server, "bea"), named(&server, "bert"));
        server.owner("bella@example.com");
        assert_eq!(found(&ann, "be"), ["bea", "ben", "bert"]);
        bert.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        ann.post("/v1/blocks", json!({ "account_id": 2 })).expect(201);
        assert_eq!(found(&ann, "be"), ["bea"]);
        assert_eq!(found(&ben, "a"), [""; 0]);
        assert_eq!(found(&bea, "a"), ["ann"]);
        assert_eq!(wrong(ann.get("/v1/accounts?query=bella@")), "query: invalid");
    }

    fn what_cannot_be_asked_is_told_all_at_once(server: Server) {
        let ann = named(&server, "ann");
        assert_snapshot!(
            problem(ann.get("/v1/accounts?limit=0&cursor=x")),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"query":[{"code":"required","message":"This field is required."}],"limit":[{"code":"out_of_range","message":"Ensure this value is between 1 and 100."}],"cursor":[{"code":"invalid","message":"Not a cursor that this list gave."}]},"request_id":"…"}"#
        );
        assert_eq!(wrong(ann.get("/v1/accounts?query=")), "query: blank");
        assert_eq!(wrong(ann.get("/v1/accounts?query=%25")), "query: invalid");
        assert_eq!(wrong(ann.get("/v1/accounts?query=a%00")), "query: invalid");
        assert_eq!(wrong(ann.get(&format!("/v1/accounts?query={}", "a".repeat(151)))), "query: too_long");
        assert_eq!(code(server.anonymous().get("/v1/accounts?query=a")), "401 no_credential");
    }
}

#[test]
fn s28_searches_have_a_budget() {
    let server = Server::with(Kind::Sqlite, &[("PARLOR_RATE_LIMIT__ENABLED", "true")]);
    let ann = server.owner("ann@example.com");
    for _ in 0..60 {
        ann.get("/v1/accounts?query=a").expect(200);
    }
    let refused = ann.get("/v1/accounts?query=a");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    assert_eq!(code(refused), "429 throttled");
}

/// Somebody of this name, signed in.
fn named(server: &Server, name: &str) -> Client {
    let anyone = server.anonymous();
    anyone.post("/v1/accounts", json!({ "username": name, "password": PASSWORD })).expect(201);
    let tokens = anyone.sign_in(name, PASSWORD).expect(201);
    anyone.bearing(&format!("Bearer {}", tokens.text_of("access_token")))
}

fn found(client: &Client, query: &str) -> Vec<String> {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    names(&client.get(&format!("/v1/accounts?query={query}")).expect(200).json())
}

fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|item| item["username"].as_str().unwrap().to_owned()).collect()
}
