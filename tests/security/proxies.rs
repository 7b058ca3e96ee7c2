//! Headers by which a proxy says for whom it speaks, and anybody may write.

use std::time::Instant;

use serde_json::json;

use super::{LOCKED, REFUSED};
use crate::both_databases;
use crate::support::{Client, Exchange, Kind, PASSWORD, Reply, Server};

/// Every header with which an address can be forwarded.
const HEADERS: [&str; 3] = ["x-forwarded-for", "forwarded", "x-real-ip"];

both_databases! {
    fn s26_a_header_from_a_stranger_does_not_make_it_the_owner(server: Server) {
        let ann = server.member("ann@example.com");
        let eve = ann.from("127.0.0.66");
        lock(|| eve.login(&ann.email, "a wrong password"));
        for header in HEADERS {
            for value in ["127.0.0.1", "for=127.0.0.1", "127.0.0.1, 127.0.0.1"] {
                assert_eq!(login_through(&eve, header, value, PASSWORD).to_string(), LOCKED, "{header}");
            }
        }
    }

    fn s26_through_a_proxy_that_nobody_named_the_owner_is_a_stranger_too(server: Server) {
        let ann = server.member("ann@example.com");
        lock(|| ann.from("127.0.0.66").login(&ann.email, "a wrong password"));
        for header in HEADERS {
            assert_eq!(login_through(&ann, header, "127.0.0.1", PASSWORD).to_string(), LOCKED, "{header}");
        }
        ann.login(&ann.email, PASSWORD).expect(200);
    }

    fn s26_a_sign_in_through_a_proxy_that_nobody_named_makes_no_address_known(server: Server) {
        let anyone = server.anonymous();
        anyone.register("ann@example.com", PASSWORD).expect(201);
        for header in HEADERS {
            login_through(&anyone, header, "127.0.0.2", PASSWORD).expect(200);
        }
        lock(|| anyone.from("127.0.0.66").login("ann@example.com", "a wrong password"));
        for address in ["127.0.0.1", "127.0.0.2"] {
            let reply = anyone.from(address).login("ann@example.com", PASSWORD);
            assert_eq!(reply.to_string(), LOCKED, "{address}");
        }
        for header in HEADERS {
            assert_eq!(login_through(&anyone, header, "127.0.0.2", PASSWORD).to_string(), LOCKED, "{header}");
        }
    }

    fn s26_wrong_passwords_are_counted_whatever_the_header_says(server: Server) {
        server.member("ann@example.com");
        let eve = server.anonymous().from("127.0.0.66");
        let answers = ["192.0.2.1", "192.0.2.2", "", "nonsense", "2001:db8::1"].map(|value| {
            login_through(&eve, "x-forwarded-for", value, "a wrong password").to_string()
        });
        assert_eq!(answers, [REFUSED, REFUSED, REFUSED, REFUSED, LOCKED]);
    }

    with [("PARLOR_TRUSTED_PROXIES", "127.0.0.0/8")]
    fn s26_a_proxy_that_is_named_is_believed(server: Server) {
        let proxy = server.anonymous();
        proxy.register("ann@example.com", PASSWORD).expect(201);
        let through = |value: &str, password: &str| login_through(&proxy, "x-forwarded-for", value, password);
        through("198.51.100.1", PASSWORD).expect(200);
        lock(|| through("203.0.113.9", "a wrong password"));
        through("198.51.100.1", PASSWORD).expect(200);
        // What stands before the address that the proxy itself saw was written by its client.
        for value in [
            "203.0.113.10",
            "198.51.100.1, 203.0.113.10",
            "198.51.100.1,127.0.0.1,203.0.113.10",
            "198.51.100",
        ] {
            assert_eq!(through(value, PASSWORD).to_string(), LOCKED, "{value}");
        }
        through("203.0.113.10, 198.51.100.1", PASSWORD).expect(200);
        through("198.51.100.1, 127.0.0.7", PASSWORD).expect(200);
    }

    with [("PARLOR_TRUSTED_PROXIES", "127.0.0.0/8")]
    fn s26_only_one_header_of_a_named_proxy_is_read(server: Server) {
        let proxy = server.anonymous();
        proxy.register("ann@example.com", PASSWORD).expect(201);
        login_through(&proxy, "x-forwarded-for", "198.51.100.1", PASSWORD).expect(200);
        lock(|| login_through(&proxy, "x-forwarded-for", "203.0.113.9", "a wrong password"));
        for (header, value) in [("x-real-ip", "198.51.100.1"), ("forwarded", "for=198.51.100.1")] {
            let alone = login_through(&proxy, header, value, PASSWORD);
            assert_eq!(alone.to_string(), LOCKED, "{header}");
            let body = json!({ "email": "ann@example.com", "password": PASSWORD });
            let beside = proxy.request("POST", "/api/login/").header("x-forwarded-for", "203.0.113.10");
            assert_eq!(beside.header(header, value).json(&body).reply().to_string(), LOCKED, "{header}");
        }
    }

    with [("PARLOR_TRUSTED_PROXIES", "127.0.0.0/8")]
    fn s26_an_ipv6_address_is_known_by_its_64(server: Server) {
        let proxy = server.anonymous();
        proxy.register("ann@example.com", PASSWORD).expect(201);
        let through = |value: &str, password: &str| login_through(&proxy, "x-forwarded-for", value, password);
        through("2001:db8:1:2::1", PASSWORD).expect(200);
        lock(|| through("2001:db8:9:9::1", "a wrong password"));
        through("2001:db8:1:2:ffff:ffff:ffff:ffff", PASSWORD).expect(200);
        assert_eq!(through("2001:db8:1:3::1", PASSWORD).to_string(), LOCKED);
    }
}

/// 20 sign-ups for one address, fifty times as many for all that share one.
const ONE: usize = 20;
const SHARED: usize = 50 * ONE;
const ENABLED: (&str, &str) = ("PARLOR_RATE_LIMIT__ENABLED", "true");

#[test]
fn s26_the_shared_budget_cannot_be_escaped_by_changing_headers() {
    let server = Server::with(Kind::Sqlite, &[ENABLED]);
    let begun = Instant::now();
    let addresses: Vec<Client> =
        (1..6).map(|number| server.anonymous().from(&format!("127.0.0.{number}"))).collect();
    let accepted = (0..3 * SHARED).take_while(|number| {
        let (header, value) = (HEADERS[number % 3], format!("192.0.{}.{}", number / 250, number % 250));
        sign_up_through(&addresses[number % 5], header, &value).status != 429
    });
    let accepted = accepted.count();
    // One comes back every 0.6 s.
    let most = SHARED + usize::try_from(begun.elapsed().as_millis() / 600).unwrap() + 1;
    assert!((SHARED..=most).contains(&accepted), "{accepted} of at most {most} were accepted");
    // Whoever says nothing still has a budget of their own.
    assert_ne!(sign_up(&addresses[0]).status, 429);

    let said = server.log().matches("PARLOR_TRUSTED_PROXIES").count();
    assert_eq!(said, 1, "it is said once");
}

#[test]
fn s26_through_a_named_proxy_each_address_has_a_budget_of_its_own() {
    let server = Server::with(Kind::Sqlite, &[ENABLED, ("PARLOR_TRUSTED_PROXIES", "127.0.0.1")]);
    let proxy = server.anonymous();
    let spend = |address: &str| {
        let accepted =
            (0..=ONE).filter(|_| sign_up_through(&proxy, "x-forwarded-for", address).status != 429);
        assert_eq!(accepted.count(), ONE, "{address}");
    };
    spend("198.51.100.1");
    spend("198.51.100.2");
    spend("2001:db8:1:2::1");
    let neighbour = sign_up_through(&proxy, "x-forwarded-for", "2001:db8:1:2:3:4:5:6");
    assert_eq!(neighbour.status, 429, "{neighbour}");
    assert_ne!(sign_up_through(&proxy, "x-forwarded-for", "2001:db8:1:3::1").status, 429);
    // Only the one that was named is believed.
    let other = proxy.from("127.0.0.2");
    assert_ne!(sign_up_through(&other, "x-forwarded-for", "198.51.100.1").status, 429);
    server.log_with("PARLOR_TRUSTED_PROXIES");
}

#[test]
fn s26_a_named_proxy_s_other_headers_are_not_read_for_a_budget() {
    let server = Server::with(Kind::Sqlite, &[ENABLED, ("PARLOR_TRUSTED_PROXIES", "127.0.0.1")]);
    let proxy = server.anonymous();
    let accepted = (0..=ONE).filter(|number| {
        let address = format!("198.51.100.{number}");
        sign_up_through(&proxy, ["x-real-ip", "forwarded"][number % 2], &address).status != 429
    });
    assert_eq!(accepted.count(), ONE);
}

/// Wrong passwords until strangers are locked out.
#[track_caller]
fn lock(guess: impl Fn() -> Reply) {
    let answers: Vec<_> = (0..5).map(|_| guess().to_string()).collect();
    assert_eq!(answers, [REFUSED, REFUSED, REFUSED, REFUSED, LOCKED]);
}

fn login_through(client: &Client, header: &str, value: &str, password: &str) -> Reply {
    let body = json!({ "email": "ann@example.com", "password": password });
    client.request("POST", "/api/login/").header(header, value).json(&body).reply()
}

fn sign_up_through(client: &Client, header: &str, value: &str) -> Reply {
    client.request("POST", "/api/register/").header(header, value).json(&json!({})).reply()
}

fn sign_up(client: &Client) -> Reply {
    client.post("/api/register/", json!({}))
}
