//! GET `/v1/sessions`

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Client, Exchange, PASSWORD, Reply, Server};

both_databases! {
    fn the_owner_s_live_sessions_are_listed_those_opened_last_first(server: Server) {
        let ann = server.owner("ann@example.com");
        server.owner("ben@example.com");
        let phone = sign_in(&ann.from("127.0.0.2"), "Example/1.0 (Android 17)");
        let gone = sign_in(&ann, "Gone");
        ann.with(&gone).delete("/v1/sessions/current").expect(204);
        // A contract's session is one among others.
        ann.login(&ann.email, PASSWORD).expect(200);

        let reply = ann.with(&phone).get("/v1/sessions").expect(200);
        assert_eq!(reply.json()["next_cursor"], Value::Null);
        let items = items(&reply);
        let told = |name: &str| items.iter().map(|item| item[name].clone()).collect::<Vec<_>>();
        assert_eq!(told("user_agent"), [json!(null), json!("Example/1.0 (Android 17)"), json!(null)]);
        assert_eq!(told("address"), ["127.0.0.1", "127.0.0.2", "127.0.0.1"]);
        assert_eq!(told("is_current"), [false, true, false]);
        let opened = told("created_at");
        assert!(opened.iter().map(|at| at.as_str().unwrap()).is_sorted_by(|a, b| a >= b), "{opened:?}");
        let one = ann.get("/v1/sessions/current").json();
        assert_eq!(
            items[2].as_object().unwrap().keys().collect::<Vec<_>>(),
            one.as_object().unwrap().keys().collect::<Vec<_>>()
        );
        assert_eq!(items[2]["id"], one["id"]);
    }

    fn one_s_own_alone_is_a_page_of_one(server: Server) {
        let ann = server.owner("ann@example.com");
        let session = ann.get("/v1/sessions/current").text;
        assert_eq!(ann.get("/v1/sessions").text, format!(r#"{{"items":[{session}],"next_cursor":null}}"#));
    }

    fn what_a_client_calls_itself_is_cleaned_and_cut(server: Server) {
        let ann = server.owner("ann@example.com");
        for (agent, shown) in [
            (&b"Parlor/1"[..], json!("Parlor/1")),
            (b"  Parlor/1\t", json!("Parlor/1")),
            (b"a\tb", json!("ab")),
            (b"<script>\"&", json!("<script>\"&")),
            ("Zoë 岩".as_bytes(), json!("Zoë 岩")),
            (b"\xff\xfe", json!("\u{fffd}\u{fffd}")),
            (b"", json!(null)),
            (b" ", json!(null)),
            (&[b'x'; 5_000], json!("x".repeat(200))),
        ] {
            let agent = reqwest::header::HeaderValue::from_bytes(agent).unwrap();
            let body = json!({ "login": ann.email, "password": PASSWORD });
            let opened = ann.request("POST", "/v1/sessions").header("user-agent", agent).json(&body).reply();
            assert_eq!(ann.with(&opened).get("/v1/sessions/current").json()["user_agent"], shown);
        }
    }

    fn an_address_that_cannot_be_believed_is_not_shown(server: Server) {
        let ann = server.owner("ann@example.com");
        let body = json!({ "login": ann.email, "password": PASSWORD });
        let request = ann.request("POST", "/v1/sessions").header("x-forwarded-for", "192.0.2.7").json(&body);
        let opened = request.reply().expect(201);
        assert_eq!(ann.with(&opened).get("/v1/sessions/current").json()["address"], Value::Null);
    }

    with [("PARLOR_TOKENS__NATIVE_REFRESH_TTL", "2s")]
    fn a_session_whose_time_is_over_is_not_listed(server: Server) {
        let ann = server.owner("ann@example.com");
        std::thread::sleep(std::time::Duration::from_millis(2100));
        let again = ann.sign_in(&ann.email, PASSWORD).expect(201);
        let reply = ann.with(&again).get("/v1/sessions").expect(200);
        assert_eq!(items(&reply).len(), 1, "{reply}");
    }

    fn nobody_else_s_are_listed(server: Server) {
        let ann = server.owner("ann@example.com");
        let ben = server.owner("ben@example.com");
        let text = ben.get(&format!("/v1/sessions?account_id={}&id={}", ann.id, ann.id)).expect(200);
        assert_eq!(items(&text).len(), 1);
        assert_eq!(items(&text)[0]["id"], ben.session());
        assert_snapshot!(server.anonymous().get("/v1/sessions").status, @"401");
    }
}

fn sign_in(client: &Client, agent: &str) -> Reply {
    let body = json!({ "login": "ann@example.com", "password": PASSWORD });
    client.request("POST", "/v1/sessions").header("user-agent", agent).json(&body).reply().expect(201)
}

fn items(page: &Reply) -> Vec<Value> {
    page.json()["items"].as_array().unwrap().clone()
}
