//! How many calls one address has. Budgets are kept in memory, so the database cannot matter.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::REFUSED;
use crate::support::{Client, Exchange, Kind, PASSWORD, Reply, Server};

pub const ENABLED: [(&str, &str); 1] = [("PARLOR_RATE_LIMIT__ENABLED", "true")];

/// 30 sign-ins, of which one comes back every two seconds.
pub const SIGN_INS: (usize, Duration) = (30, Duration::from_secs(2));
/// 20 sign-ups, of which one comes back every thirty seconds.
pub const SIGN_UPS: (usize, Duration) = (20, Duration::from_secs(30));

#[test]
fn s24_one_s_own_successful_sign_in_does_not_give_a_budget_back() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    server.anonymous().register("eve@example.com", PASSWORD).expect(201);
    let eve = server.anonymous().from("127.0.0.66");
    let reply = spend(SIGN_INS, |number| {
        if number % 2 == 0 {
            return eve.login("eve@example.com", PASSWORD);
        }
        let reply = eve.login(&format!("victim{number}@example.com"), "a wrong password");
        assert!(reply.to_string() == REFUSED || reply.status == 429, "{reply}");
        reply
    });
    throttled(&reply);
    server.anonymous().login("eve@example.com", PASSWORD).expect(200);
}

#[test]
fn s25_empty_monstrous_and_broken_names_spend_the_budget_of_their_address() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let names: [Value; 8] = [
        json!(""),
        json!("  "),
        json!(null),
        json!("a".repeat(10_000)),
        json!("ann\0@example.com"),
        json!("аnn@example.com"),
        json!(["ann@example.com"]),
        json!(7),
    ];
    for (address, names) in (10..).zip(names.chunks(1).chain([&names[..]])) {
        let eve = server.anonymous().from(&format!("127.0.0.{address}"));
        let reply = spend(SIGN_INS, |number| {
            let body = json!({ "email": names[number % names.len()], "password": "a wrong password" });
            eve.post("/api/login/", body)
        });
        throttled(&reply);
    }
}

#[test]
fn s28_sign_ups_have_a_budget_too_and_a_broken_one_spends_it() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let eve = server.anonymous().from("127.0.0.66");
    let reply = spend(SIGN_UPS, |number| match number % 3 {
        0 => eve.register(&format!("eve{number}@example.com"), PASSWORD),
        1 => eve.register("no address", ""),
        _ => eve.request("POST", "/api/register/").body("{").reply(),
    });
    throttled(&reply);
    // Each has its own, and so has each address.
    eve.login("eve0@example.com", PASSWORD).expect(200);
    server.anonymous().register("ann@example.com", PASSWORD).expect(201);
}

#[test]
fn s28_refreshing_has_a_budget_and_reading_has_none() {
    let server = Server::with(Kind::Sqlite, &ENABLED);
    let ann = server.member("ann@example.com");
    let reply = spend((120, Duration::from_millis(500)), |_| ann.refresh("no token"));
    throttled(&reply);
    for _ in 0..200 {
        ann.get("/api/me/").expect(200);
    }
}

/// Calls until there is an answer 429, which has to come when the budget is spent and not before.
#[track_caller]
pub fn spend((calls, back_every): (usize, Duration), call: impl Fn(usize) -> Reply) -> Reply {
    let begun = Instant::now();
    for number in 0.. {
        let reply = call(number);
        if reply.status == 429 {
            assert!(number >= calls, "throttled after {number} calls");
            return reply;
        }
        let back = begun.elapsed().as_millis() / back_every.as_millis();
        let most = calls + usize::try_from(back).unwrap() + 1;
        assert!(number < most, "{} calls, the last answered {reply}", number + 1);
    }
    unreachable!("the loop has no end")
}

/// Asserts that an answer says how long to wait, in the contract's words and in `Retry-After`.
#[track_caller]
fn throttled(reply: &Reply) {
    let seconds: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=600).contains(&seconds), "{seconds}");
    let words =
        format!(r#"429 {{"detail":"Request was throttled. Expected available in {seconds} seconds."}}"#);
    assert_eq!(reply.to_string(), words);
}

/// A budget that nobody spends is whole.
#[test]
fn budgets_can_be_switched_off() {
    let server = Server::with(Kind::Sqlite, &[("PARLOR_RATE_LIMIT__ENABLED", "false")]);
    let eve: Client = server.anonymous();
    for number in 0..SIGN_INS.0 * 3 {
        eve.login(&format!("victim{number}@example.com"), "a wrong password").expect(401);
    }
}
