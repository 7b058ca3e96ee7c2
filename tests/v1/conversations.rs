//! `/v1/conversations`

pub mod attachments;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::blocks::block;
use super::{code, is_instant, wrong};
use crate::both_databases;
use crate::support::{Client, Kind, Owner, Reply, Server};

both_databases! {
    fn two_people_talk_and_see_what_they_have_not_read(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let begun = start(&ann, &ben).expect(201);
        let talk = begun.json()["id"].as_i64().unwrap();
        let path = format!("/v1/conversations/{talk}");
        assert_eq!(start(&ben, &ann).expect(200).json()["id"], talk);
        assert_eq!(ben.get(&path).expect(200).json()["initiator_id"], ann.id);

        let said = say(&ann, talk, json!({ "text": "  Good morning!  ", "client_id": "a-1" })).expect(201);
        assert!(is_instant(&said.text_of("sent_at")));
        let hidden = said.clone().hiding(&["sent_at"]).to_string();
        let shown = hidden.replace(&format!("\"id\":{},", said.json()["id"]), "\"id\":ID,");
        let shown = shown.replace(&format!("\"conversation_id\":{talk},"), "\"conversation_id\":TALK,");
        let shown = shown.replace(&format!("\"sender_id\":{},", ann.id), "\"sender_id\":ANN,");
        assert_snapshot!(shown, @r#"201 {"id":ID,"conversation_id":TALK,"seq":1,"sender_id":ANN,"client_id":"a-1","text":"Good morning!","attachment":null,"sent_at":"…"}"#);
        assert_eq!(say(&ann, talk, json!({ "text": "Good morning!", "client_id": "a-1" })).expect(201).text, said.text);
        say(&ann, talk, json!({ "text": "Are you there?" })).expect(201);

        let seen = ben.get(&path).expect(200).json();
        assert_eq!((&seen["unread"], &seen["read_seq"], &seen["last_seq"]), (&json!(2), &json!(0), &json!(2)));
        assert_eq!(seen["account"]["id"], ann.id);
        assert_eq!(seen["last_message"]["text"], "Are you there?");
        let read = |seq: Value| ben.post(&format!("{path}/read"), json!({ "seq": seq }));
        assert_snapshot!(read(json!(1)), @r#"200 {"read_seq":1,"unread":1}"#);
        assert_snapshot!(read(json!(99)), @r#"200 {"read_seq":2,"unread":0}"#);
        assert_snapshot!(read(json!(1)), @r#"200 {"read_seq":2,"unread":0}"#);
        assert_eq!(ann.get(&path).json()["read_seq_of_other"], 2);
        assert_eq!(items(&ben.get("/v1/conversations"))[0], ben.get(&path).json());
        assert_eq!(items(&ann.get(&format!("{path}/messages"))).len(), 2);
    }

    fn messages_are_paged_both_ways_and_always_in_their_order(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let talk = start(&ann, &ben).json()["id"].as_i64().unwrap();
        for number in 1..=7 {
            say(&ann, talk, json!({ "text": number })).expect(201);
        }
        let page = |query: &str| {
            let page = ben.get(&format!("/v1/conversations/{talk}/messages{query}")).expect(200);
            let places: Vec<_> = items(&page).iter().map(|item| item["seq"].as_i64().unwrap()).collect();
            (places, page.json()["has_more"].as_bool().unwrap())
        };
        assert_eq!(page(""), ((1..=7).collect(), false));
        assert_eq!(page("?limit=3"), (vec![5, 6, 7], true));
        assert_eq!(page("?limit=3&before=5"), (vec![2, 3, 4], true));
        assert_eq!(page("?limit=3&before=2"), (vec![1], false));
        assert_eq!(page("?limit=3&after=0"), (vec![1, 2, 3], true));
        assert_eq!(page("?limit=3&after=5"), (vec![6, 7], false));
        assert_eq!(page("?after=7"), (vec![], false));
        let path = format!("/v1/conversations/{talk}/messages");
        assert_snapshot!(wrong(ann.get(&format!("{path}?before=3&after=1&limit=0"))), @"limit: out_of_range, after: not_both");
        assert_snapshot!(wrong(ann.get(&format!("{path}?before=-1"))), @"before: out_of_range");
    }

    fn what_cannot_be_begun_or_said_says_why(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let begin = |body| ann.post("/v1/conversations", body);
        assert_snapshot!(code(begin(json!({ "account_id": ann.id }))), @"400 oneself");
        assert_snapshot!(wrong(begin(json!({}))), @"account_id: required");
        assert_snapshot!(code(begin(json!({ "account_id": 999_999 }))), @"404 not_found");
        let talk = start(&ann, &ben).json()["id"].as_i64().unwrap();
        assert_snapshot!(wrong(say(&ann, talk, json!({}))), @"text: required");
        assert_snapshot!(wrong(say(&ann, talk, json!({ "text": " \n", "client_id": "a b" }))), @"text: blank, client_id: invalid");
        assert_snapshot!(wrong(say(&ann, talk, json!({ "text": "x".repeat(4_001) }))), @"text: too_long");
        assert_snapshot!(wrong(say(&ann, talk, json!({ "text": "a\0b" }))), @"text: invalid");
        let long = "🙂".repeat(4_000);
        assert_eq!(say(&ann, talk, json!({ "text": long })).expect(201).text_of("text"), long);
        assert_snapshot!(wrong(ann.post(&format!("/v1/conversations/{talk}/read"), json!({ "seq": -1 }))), @"seq: out_of_range");
        ben.delete("/v1/accounts/me").expect(204);
        assert_snapshot!(code(say(&ann, talk, json!({ "text": "anybody there?" }))), @"409 account_gone");
    }

    fn conversations_are_listed_by_what_was_said_last_a_page_at_a_time(server: Server) {
        let ann = server.owner("ann@example.com");
        let talks: Vec<i64> = (0..4)
            .map(|number| start(&ann, &server.owner(&format!("other{number}@example.com"))).json()["id"].as_i64().unwrap())
            .collect();
        for number in [2, 0, 3, 1] {
            say(&ann, talks[number], json!({ "text": "hello" })).expect(201);
        }
        let mut page = ann.get("/v1/conversations?limit=3");
        let mut listed = items(&page);
        while let Some(cursor) = page.json()["next_cursor"].as_str() {
            page = ann.get(&format!("/v1/conversations?limit=3&cursor={cursor}"));
            listed.extend(items(&page));
        }
        let listed: Vec<_> = listed.iter().map(|item| item["id"].as_i64().unwrap()).collect();
        assert_eq!(listed, [talks[1], talks[3], talks[0], talks[2]]);
    }

    fn s54_a_stranger_cannot_tell_a_conversation_from_one_that_never_was(server: Server) {
        let (ann, ben, eve) =
            (server.owner("ann@example.com"), server.owner("ben@example.com"), server.owner("eve@example.com"));
        let talk = start(&ann, &ben).json()["id"].as_i64().unwrap();
        say(&ann, talk, json!({ "text": "a secret" })).expect(201);
        assert_eq!(strange(&eve, talk), strange(&eve, 999_999));
        assert!(strange(&eve, talk).iter().all(|reply| reply.starts_with("404 ")));
        assert!(items(&eve.get("/v1/conversations")).is_empty());
        assert_eq!(ben.get(&format!("/v1/conversations/{talk}")).json()["last_seq"], 1);
    }

    fn s55_a_block_hides_the_conversation_from_both_and_stops_it(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let talk = start(&ann, &ben).json()["id"].as_i64().unwrap();
        say(&ann, talk, json!({ "text": "hello" })).expect(201);
        block(&ben, &ann).expect(201);
        for who in [&ann, &ben] {
            assert_eq!(strange(who, talk), strange(who, 999_999));
            assert!(items(&who.get("/v1/conversations")).is_empty());
        }
        assert_eq!((code(start(&ann, &ben)), code(start(&ben, &ann))), ("404 not_found".into(), "404 not_found".into()));
        ben.delete(&format!("/v1/blocks/{}", ann.id)).expect(204);
        assert_eq!(say(&ann, talk, json!({ "text": "hello again" })).expect(201).json()["seq"], 2);
    }

    fn what_somebody_said_stays_with_the_other_when_the_account_goes(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let talk = start(&ann, &ben).json()["id"].as_i64().unwrap();
        say(&ann, talk, json!({ "text": "hello" })).expect(201);
        ann.delete("/v1/accounts/me").expect(204);
        let seen = ben.get(&format!("/v1/conversations/{talk}")).expect(200).json();
        assert_eq!((&seen["account"], &seen["initiator_id"]), (&Value::Null, &Value::Null));
        assert_eq!((&seen["last_message"]["sender_id"], &seen["last_message"]["text"]), (&Value::Null, &json!("hello")));
    }
}

#[test]
fn every_acknowledged_message_is_there_once_and_in_order_after_a_crash_on_sqlite() {
    after_crashes(Kind::Sqlite);
}

#[test]
fn every_acknowledged_message_is_there_once_and_in_order_after_a_crash_on_postgres() {
    after_crashes(Kind::Postgres);
}

/// Four pairs talk, each message sent again until it is acknowledged, while the server is killed under them.
fn after_crashes(kind: Kind) {
    let mut server = Server::with(kind, &[("PARLOR_TOKENS__ACCESS_TTL", "30m")]);
    let pairs: Vec<(Owner, Owner, i64)> = (0..4)
        .map(|number| {
            let ann = server.owner(&format!("ann{number}@example.com"));
            let ben = server.owner(&format!("ben{number}@example.com"));
            let talk = start(&ann, &ben).json()["id"].as_i64().unwrap();
            (ann, ben, talk)
        })
        .collect();
    let done = AtomicBool::new(false);
    let acknowledged = thread::scope(|scope| {
        let talking: Vec<_> =
            pairs.iter().map(|(ann, _, talk)| scope.spawn(|| talk_until(&done, ann, *talk))).collect();
        for _ in 0..3 {
            thread::sleep(Duration::from_millis(700));
            server.kill();
            server.restart();
        }
        thread::sleep(Duration::from_millis(300));
        done.store(true, Ordering::SeqCst);
        talking.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    for ((_, ben, talk), acknowledged) in pairs.iter().zip(acknowledged) {
        assert!(acknowledged.len() > 20, "only {} were acknowledged", acknowledged.len());
        let mut stored = Vec::new();
        loop {
            let after = stored.len();
            let page =
                ben.get(&format!("/v1/conversations/{talk}/messages?limit=100&after={after}")).expect(200);
            stored.extend(items(&page).into_iter().map(|item| item["text"].as_str().unwrap().to_owned()));
            if page.json()["has_more"] == false {
                break;
            }
        }
        // The last one may have been stored without its answer having come.
        assert_eq!(stored[..acknowledged.len()], acknowledged);
        assert!(stored.len() <= acknowledged.len() + 1);
    }
}

fn talk_until(done: &AtomicBool, ann: &Client, talk: i64) -> Vec<String> {
    let mut acknowledged = Vec::new();
    while !done.load(Ordering::SeqCst) {
        let text = format!("message {}", acknowledged.len());
        let path = format!("/v1/conversations/{talk}/messages");
        let body = json!({ "text": text, "client_id": format!("m{}", acknowledged.len()) });
        match ann.request("POST", &path).json(&body).send() {
            Ok(response) if response.status() == 201 => acknowledged.push(text),
            _ => thread::sleep(Duration::from_millis(20)),
        }
    }
    acknowledged
}

fn start(by: &Owner, with: &Owner) -> Reply {
    by.post("/v1/conversations", json!({ "account_id": with.id }))
}

fn say(by: &Client, talk: i64, body: Value) -> Reply {
    by.post(&format!("/v1/conversations/{talk}/messages"), body)
}

/// What is said to somebody who asks for a conversation in every way there is.
fn strange(who: &Client, talk: i64) -> Vec<String> {
    let path = format!("/v1/conversations/{talk}");
    let replies = [
        who.get(&path),
        who.get(&format!("{path}/messages")),
        say(who, talk, json!({ "text": "me too" })),
        who.post(&format!("{path}/read"), json!({ "seq": 1 })),
    ];
    replies.map(|reply| reply.hiding(&["request_id"]).to_string()).into()
}

fn items(page: &Reply) -> Vec<Value> {
    page.clone().expect(200).json()["items"].as_array().unwrap().clone()
}
