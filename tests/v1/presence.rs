//! Whether somebody is there: `presence` among friends, in profiles, and at `/v1/accounts/me/presence`

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::blocks::block;
use super::friends::{ask, ids};
use super::{code, is_instant};
use crate::both_databases;
use crate::support::{Kind, Owner, Server, Socket};

const SECRET: (&str, &str) = ("PARLOR_SECRET", "a root secret that all instances share");
/// Longer than a test takes: what is seen within it is not seen because it ended.
const LONG_LEASE: (&str, &str) = ("PARLOR_SOCKETS__LEASE", "10m");
const SHORT_LEASE: (&str, &str) = ("PARLOR_SOCKETS__LEASE", "1s");

/// Two friends, and the number of their conversation.
fn friends(server: &Server) -> (Owner, Owner, i64) {
    let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
    ask(&ann, &ben).expect(201);
    ask(&ben, &ann).expect(201);
    let talk = ann.post("/v1/conversations", json!({ "account_id": ben.id })).expect(201);
    (ann, ben, talk.json()["id"].as_i64().unwrap())
}

fn enter(server: &Server, who: &Owner, talk: i64) -> Socket {
    let token = format!("Bearer {}", who.access);
    server.socket(&format!("/ws/chat/{talk}/"), &[("authorization", &token)]).unwrap()
}

/// What somebody is shown of a friend, everywhere alike.
#[track_caller]
fn shown(viewer: &Owner, friend: &Owner) -> Value {
    let profile = viewer.get(&format!("/v1/accounts/{}", friend.id)).expect(200).json();
    profile["presence"].clone()
}

fn listed(viewer: &Owner) -> Value {
    let friends = viewer.get("/v1/friends").expect(200).json();
    assert_eq!(friends["items"].as_array().unwrap().len(), 1, "{friends}");
    friends["items"][0]["presence"].clone()
}

fn online() -> Value {
    json!({ "state": "online", "last_seen_at": null })
}

/// Waits until it is so; says for how long.
#[track_caller]
fn until(mut is_so: impl FnMut() -> bool) -> Duration {
    let asked = Instant::now();
    while !is_so() {
        assert!(asked.elapsed() < Duration::from_secs(10), "it never is");
        thread::sleep(Duration::from_millis(10));
    }
    asked.elapsed()
}

/// Whether somebody is away, having been there some time since then.
fn is_away(presence: &Value, since: &str) -> bool {
    presence["state"] == "offline"
        && presence["last_seen_at"].as_str().is_some_and(|at| is_instant(at) && at > since)
}

/// The server's own time.
fn now(who: &Owner, talk: i64) -> String {
    who.post(&format!("/v1/conversations/{talk}/messages"), json!({ "text": "now" }))
        .expect(201)
        .text_of("sent_at")
}

both_databases! {
    with [LONG_LEASE]
    fn a_friend_is_there_while_a_socket_is_open_and_was_last_seen_when_the_last_one_closed(server: Server) {
        let (ann, ben, talk) = friends(&server);
        assert_eq!(shown(&ann, &ben)["state"], "offline");
        let (first, second) = (enter(&server, &ben, talk), enter(&server, &ben, talk));
        // At once: whoever has opened a socket is there.
        assert_eq!((shown(&ann, &ben), listed(&ann), shown(&ben, &ben)), (online(), online(), online()));
        assert_eq!(ben.get("/v1/accounts/me/presence").expect(200).json(), online());
        assert_eq!(ann.get("/v1/accounts/me/presence").expect(200).json()["state"], "offline");
        first.close();
        thread::sleep(Duration::from_millis(300));
        assert_eq!(shown(&ann, &ben), online());
        let closed = now(&ann, talk);
        second.close();
        let after = until(|| shown(&ann, &ben) != online());
        assert!(after < Duration::from_secs(2), "{after:?}");
        assert!(is_away(&shown(&ann, &ben), &closed), "{}", shown(&ann, &ben));
        assert_eq!(listed(&ann), shown(&ann, &ben));
        assert_eq!(ben.get("/v1/accounts/me/presence").expect(200).json(), shown(&ann, &ben));
        enter(&server, &ben, talk);
    }

    with [LONG_LEASE]
    fn a_socket_that_ends_with_its_session_or_without_a_word_is_open_no_more(server: Server) {
        let (ann, ben, talk) = friends(&server);
        let mut socket = enter(&server, &ben, talk);
        let again = ben.again();
        ben.delete("/v1/sessions/current").expect(204);
        assert_eq!(socket.closed_at_once(), 4401);
        until(|| shown(&ann, &ben)["state"] == "offline");
        let mut socket = enter(&server, &again, talk);
        assert_eq!(shown(&ann, &ben), online());
        socket.stream().shutdown(std::net::Shutdown::Both).unwrap();
        until(|| shown(&ann, &ben)["state"] == "offline");
    }

    with [LONG_LEASE]
    fn sockets_that_open_and_close_quickly_leave_nothing_behind(server: Server) {
        let (ann, ben, talk) = friends(&server);
        thread::scope(|scope| {
            for who in [&ann, &ben, &ann, &ben] {
                let server = &server;
                scope.spawn(move || (0..8).for_each(|_| drop(enter(server, who, talk))));
            }
        });
        let open = || server.installation.rows("SELECT CAST(count(*) AS TEXT) AS line FROM connections");
        until(|| open() == ["0"]);
        thread::sleep(Duration::from_millis(300));
        assert_eq!((open(), shown(&ann, &ben)["state"].as_str()), (vec!["0".to_owned()], Some("offline")));
    }

    with [("PARLOR_SOCKETS__LEASE", "300ms")]
    fn to_use_a_session_is_to_be_seen_and_not_to_be_there(server: Server) {
        let (ann, ben, _) = friends(&server);
        let begun = ben.get("/v1/accounts/me").expect(200).text_of("created_at");
        until(|| is_away(&shown(&ann, &ben), &begun));
        // A request more is not a write more.
        let before = shown(&ann, &ben);
        ben.get("/v1/accounts/me").expect(200);
        thread::sleep(Duration::from_millis(500));
        assert_eq!(shown(&ann, &ben), before);
    }

    with [LONG_LEASE]
    fn s55_neither_strangers_nor_a_blocked_pair_see_who_is_there(server: Server) {
        let (ann, ben, talk) = friends(&server);
        let eve = server.owner("eve@example.com");
        let _open = (enter(&server, &ann, talk), enter(&server, &ben, talk));
        for (viewer, other) in [(&eve, &ann), (&ann, &eve), (&eve, &ben)] {
            assert_eq!(shown(viewer, other), Value::Null);
        }
        // To have asked is not to be friends, and in what is asked it does not stand.
        ask(&eve, &ann).expect(201);
        assert_eq!((shown(&eve, &ann), shown(&ann, &eve)), (Value::Null, Value::Null));
        for list in ["/v1/friends/requests", "/v1/friends/requests?direction=outgoing", "/v1/accounts?query=a"] {
            for who in [&ann, &eve] {
                assert!(!who.get(list).expect(200).text.contains("presence"), "{list}");
            }
        }
        block(&ben, &ann).expect(201);
        for (viewer, other) in [(&ann, &ben), (&ben, &ann)] {
            assert_eq!(code(viewer.get(&format!("/v1/accounts/{}", other.id))), "404 not_found");
            assert!(ids(&viewer.get("/v1/friends")).is_empty());
        }
        assert!(!ben.get("/v1/blocks").expect(200).text.contains("presence"));
        ben.delete(&format!("/v1/blocks/{}", ann.id)).expect(204);
        assert_eq!((shown(&ann, &ben), shown(&ben, &ann)), (Value::Null, Value::Null));
    }

    with [LONG_LEASE]
    fn who_is_switched_off_or_deleted_is_nowhere_and_leaves_nothing(server: Server) {
        let (ann, ben, talk) = friends(&server);
        let mut socket = enter(&server, &ben, talk);
        ben.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        assert_eq!(socket.closed_at_once(), 4401);
        assert_eq!(code(ann.get(&format!("/v1/accounts/{}", ben.id))), "404 not_found");
        assert!(ids(&ann.get("/v1/friends")).is_empty());
        server.cli(&["account", "activate", "--email", &ben.email], "");
        until(|| shown(&ann, &ben)["state"] == "offline");
        let again = ben.again();
        let mut socket = enter(&server, &again, talk);
        assert_eq!(listed(&ann), online());
        let export = again.get("/v1/accounts/me/export").expect(200).json();
        assert!(is_instant(export["open_sockets"][0]["since"].as_str().unwrap()), "{export}");
        assert!(is_instant(export["last_seen"]["seen_at"].as_str().unwrap()), "{export}");
        again.delete("/v1/accounts/me").expect(204);
        assert_eq!(socket.closed_at_once(), 4401);
        assert!(ids(&ann.get("/v1/friends")).is_empty());
        thread::sleep(Duration::from_millis(300));
        for table in ["connections", "last_seen"] {
            let left = format!("SELECT CAST(account_id AS TEXT) AS line FROM {table} WHERE account_id = {}", ben.id);
            assert_eq!(server.installation.rows(&left), Vec::<String>::new(), "{table}");
        }
    }

    with [SHORT_LEASE]
    fn s69_after_a_crash_nobody_is_there_once_the_lease_is_over(mut server: Server) {
        let (ann, ben, talk) = friends(&server);
        let _open = (enter(&server, &ann, talk), enter(&server, &ben, talk));
        // Longer than a lease: it is renewed.
        thread::sleep(Duration::from_millis(1_500));
        assert_eq!(shown(&ann, &ben), online());
        let killed = now(&ann, talk);
        server.restart();
        // Counted from the last renewal, some time before the crash.
        until(|| shown(&ann, &ben)["state"] == "offline");
        until(|| is_away(&shown(&ann, &ben), &killed));
        let _again = enter(&server, &ben, talk);
        assert_eq!(shown(&ann, &ben), online());
    }

    with [LONG_LEASE]
    fn after_an_orderly_stop_nobody_is_there_at_once(mut server: Server) {
        let (ann, ben, talk) = friends(&server);
        let mut socket = enter(&server, &ben, talk);
        let stopped = now(&ann, talk);
        server.signal("TERM");
        assert_eq!(socket.closed(), 1001);
        drop(socket);
        assert!(server.ended().success());
        assert_eq!(
            server.installation.rows("SELECT CAST(count(*) AS TEXT) AS line FROM instances"),
            ["0"]
        );
        server.restart();
        assert!(is_away(&shown(&ann, &ben), &stopped), "{}", shown(&ann, &ben));
    }
}

#[test]
fn s69_an_instance_that_is_killed_is_right_on_the_others_within_its_lease() {
    let mut here = Server::with(Kind::Postgres, &[SECRET, SHORT_LEASE]);
    let there = here.another();
    let (ann, ben, talk) = friends(&there);
    let socket = enter(&here, &ben, talk);
    assert_eq!(shown(&ann, &ben), online());
    here.kill();
    let after = until(|| shown(&ann, &ben)["state"] == "offline");
    // The lease, and what a busy machine needs to ask.
    assert!(after < Duration::from_secs(2), "{after:?}");
    drop(socket);
    let _there = enter(&there, &ben, talk);
    assert_eq!(shown(&ann, &ben), online());
}

#[test]
fn an_instance_that_slept_longer_than_its_lease_tells_of_its_sockets_anew() {
    let here = Server::with(Kind::Postgres, &[SECRET, SHORT_LEASE]);
    let there = here.another();
    let (ann, ben, talk) = friends(&there);
    let _socket = enter(&here, &ben, talk);
    here.signal("STOP");
    until(|| shown(&ann, &ben)["state"] == "offline");
    // Time for the other one to clear it away.
    thread::sleep(Duration::from_millis(700));
    here.signal("CONT");
    until(|| shown(&ann, &ben) == online());
}
