//! How many native calls one address has. Budgets are kept in memory, so the database cannot matter.

use std::time::Duration;

use serde_json::json;

use super::budgets::{ENABLED, SIGN_INS, SIGN_UPS, spend};
use crate::support::{Exchange, Kind, PASSWORD, Reply, Server};
use crate::v1::problem;

#[test]
fn s28_native_sign_ups_have_a_budget_that_they_share_with_those_of_the_contracts() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let eve = server.anonymous().from("127.0.0.66");
    let reply = spend(SIGN_UPS, |number| match number % 4 {
        0 => eve.post("/v1/accounts", json!({ "username": format!("eve {number}"), "password": PASSWORD })),
        1 => eve.post("/v1/accounts", json!({ "email": "no address" })),
        2 => eve.request("POST", "/v1/accounts").body("{").reply(),
        _ => eve.register("no address", ""),
    });
    throttled(reply);
    assert_eq!(eve.register("eve@example.com", PASSWORD).status, 429);
    // Each has its own, and so has each address.
    eve.sign_in("eve 0", PASSWORD).expect(201);
    server.owner("ann@example.com");
}

#[test]
fn s28_whatever_compares_a_password_spends_one_budget() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let ann = server.owner("ann@example.com");
    let there = ann.from("127.0.0.66");
    let wrong = json!({ "password": "another quiet evening", "current_password": "" });
    let reply = spend(SIGN_INS, |number| match number % 5 {
        0 => there.sign_in(&format!("victim{number}@example.com"), "a guess"),
        1 => there.login(&format!("victim{number}@example.com"), "a guess"),
        2 => there.post("/v1/sessions/current/step-up", json!({ "password": PASSWORD })),
        3 => there.put("/v1/accounts/me/password", json!({ "password": "short" })),
        _ => {
            there.request("DELETE", "/v1/accounts/me").json(&json!({ "current_password": "a guess" })).reply()
        }
    });
    throttled(reply);
    for reply in [
        there.post("/v1/sessions", json!({})),
        there.post("/v1/sessions/current/step-up", json!({ "password": PASSWORD })),
        there.put("/v1/accounts/me/password", wrong),
        there.delete("/v1/accounts/me"),
    ] {
        throttled(reply);
    }
    // What compares none goes on, and so do other addresses.
    there.get("/v1/accounts/me").expect(200);
    ann.put("/v1/accounts/me/password", json!({ "password": "another quiet evening" })).expect(204);
}

#[test]
fn s28_the_leaderboard_has_a_budget_that_every_way_to_it_spends() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let ann = server.owner("ann@example.com");
    let there = ann.from("127.0.0.66");
    let reply = spend((300, Duration::from_millis(200)), |number| match number % 3 {
        0 => there.get("/v1/leaderboard?limit=1"),
        1 => there.get("/v1/leaderboard/me?limit=0"),
        _ => there.get("/users/leaderboard/?limit=1"),
    });
    assert_eq!(reply.status, 429);
    assert!(reply.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    there.get("/v1/accounts/me").expect(200);
    ann.get("/v1/leaderboard").expect(200);
}

#[test]
fn s28_native_refreshing_has_a_budget_and_reading_and_signing_out_have_none() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let ann = server.owner("ann@example.com");
    throttled(spend((120, Duration::from_millis(500)), |_| ann.renew("no token")));
    for _ in 0..200 {
        ann.get("/v1/sessions").expect(200);
        ann.delete("/v1/sessions/others").expect(204);
    }
}

/// Asserts that an answer says how long to wait, in its words and in `Retry-After`.
#[track_caller]
fn throttled(reply: Reply) {
    let seconds: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=600).contains(&seconds), "{seconds}");
    let words = format!(
        r#"429 {{"title":"Too Many Requests","status":429,"code":"throttled","detail":"Too many requests. Try again in {seconds} seconds.","request_id":"…"}}"#
    );
    assert_eq!(problem(reply).to_string(), words);
}

#[test]
fn s28_what_changes_friends_and_blocks_spends_one_budget_and_their_lists_none() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let ann = server.owner("ann@example.com");
    let there = ann.from("127.0.0.66");
    let reply = spend((60, Duration::from_secs(1)), |number| match number % 5 {
        0 => there.post("/v1/friends/requests", json!({ "account_id": 999_999 })),
        1 => there.post("/v1/friends/requests/7/accept", json!({})),
        2 => there.delete("/v1/friends/7"),
        3 => there.post("/v1/blocks", json!({})),
        _ => there.delete("/v1/blocks/7"),
    });
    throttled(reply);
    throttled(there.delete("/v1/friends/requests/7"));
    for list in ["/v1/friends", "/v1/friends/requests", "/v1/blocks"] {
        there.get(list).expect(200);
    }
    assert_eq!(ann.delete("/v1/blocks/7").status, 404);
}

#[test]
fn s28_messages_have_a_budget_and_reading_them_has_none() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let ann = server.owner("ann@example.com").from("127.0.0.66");
    let say = || ann.post("/v1/conversations/7/messages", json!({ "text": "hello" }));
    throttled(spend((600, Duration::from_millis(100)), |_| say()));
    ann.get("/v1/conversations").expect(200);
}
