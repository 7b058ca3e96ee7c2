//! A database that is gone: nobody gets in, nobody is told why, and nobody is signed out by it.

use std::thread;
use std::time::{Duration, Instant};

use parlor_testkit::{Postgres, at_once};
use serde_json::json;

use super::{BAD_TOKEN, me, pair};
use crate::support::{Exchange, Kind, PASSWORD, Reply, Server};

const UNAVAILABLE: &str = r#"503 {"detail":"Service temporarily unavailable, try again later."}"#;
/// Waiting for a connection ends after two seconds; the rest is what a busy machine adds.
const ANSWERED_WITHIN: Duration = Duration::from_secs(8);

#[test]
fn s75_without_its_database_the_service_lets_nobody_in_and_says_nothing_of_the_inside() {
    let server = Server::with(Kind::Postgres, &[]);
    let ann = server.member("ann@example.com");
    ann.get("/api/me/").expect(200);

    let outage = Outage::begin(&server);
    for _ in 0..2 {
        let replies = at_once(8, |number| {
            let begun = Instant::now();
            let reply = match number {
                0 => ann.get("/api/me/"),
                1 => ann.patch("/api/me/", json!({ "username": "Ann" })),
                2 => ann.put("/api/me/", json!({ "username": "Ann" })),
                3 => ann.login(&ann.email, PASSWORD),
                4 => ann.login("nobody@example.com", PASSWORD),
                5 => ann.refresh(&ann.refresh_token),
                6 => ann.register("bob@example.com", PASSWORD),
                _ => ann.post("/api/logout/", json!({ "refresh_token": ann.refresh_token })),
            };
            assert!(begun.elapsed() < ANSWERED_WITHIN, "call {number} took {:?}", begun.elapsed());
            reply
        });
        for (number, reply) in replies.iter().enumerate() {
            assert_eq!(reply.to_string(), UNAVAILABLE, "call {number}");
            assert!(reply.header("retry-after").parse::<u64>().unwrap() >= 1);
            assert_eq!(reply.header("content-type"), "application/json");
            has_id(reply);
        }
    }
    // What needs no database is answered as ever.
    assert_eq!(me(&server.anonymous(), "no token").to_string(), BAD_TOKEN);
    server.anonymous().get("/api/me/").expect(401);
    server.anonymous().get("/healthz").expect(200);
    server.anonymous().get("/.well-known/jwks.json").expect(200);
    let ready = server.anonymous().get("/readyz").expect(503);
    has_id(&ready);
    for inside in ["FATAL", "postgres", "127.0.0.1", "test_", "connection", "r2d2", "diesel"] {
        assert!(!ready.text.contains(inside), "{ready}");
    }
    drop(outage);

    recovers(&server);
    ann.get("/api/me/").expect(200);
    let (access, _) = pair(&ann.refresh(&ann.refresh_token).expect(200));
    me(&ann, &access).expect(200);
    ann.login(&ann.email, PASSWORD).expect(200);
    ann.register("bob@example.com", PASSWORD).expect(201);
}

#[test]
fn s75_connections_that_were_cut_are_replaced_without_a_restart() {
    let server = Server::with(Kind::Postgres, &[]);
    let ann = server.member("ann@example.com");
    for _ in 0..3 {
        cut_connections(database(&server));
        // The first to touch a dead connection may be told to try again; nobody is told anything else.
        for _ in 0..20 {
            let reply = ann.get("/api/me/");
            assert!(reply.status == 200 || reply.to_string() == UNAVAILABLE, "{reply}");
        }
        recovers(&server);
        ann.get("/api/me/").expect(200);
    }
}

#[test]
fn s75_every_error_gives_the_id_under_which_it_is_logged() {
    let server = Server::with(Kind::Postgres, &[]);
    let ann = server.member("ann@example.com");
    let outage = Outage::begin(&server);
    let failed = ann.get("/api/me/").expect(503);
    let id = failed.header("x-request-id");
    server.log_with(id);
    drop(outage);

    let anyone = server.anonymous();
    let errors = [
        anyone.get("/nowhere"),
        anyone.get("/api/me/"),
        anyone.request("POST", "/api/login/").body("{").reply(),
        anyone.request("DELETE", "/api/me/").reply(),
        anyone.request("POST", "/api/login/").header("content-type", "text/plain").body("x").reply(),
        anyone.request("POST", "/api/login/").body(vec![b'x'; 200_000]).reply(),
    ];
    for error in &errors {
        assert!(error.status >= 400, "{error}");
        has_id(error);
        assert_ne!(error.header("x-request-id"), id, "each has its own");
    }
}

/// As long as it lives, nobody is let into a server's database.
struct Outage(String);

impl Outage {
    fn begin(server: &Server) -> Self {
        let name = database(server).to_owned();
        Postgres::shared().run("postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
        cut_connections(&name);
        Self(name)
    }
}

impl Drop for Outage {
    fn drop(&mut self) {
        Postgres::shared().run("postgres", &format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.0));
    }
}

fn cut_connections(database: &str) {
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'");
    Postgres::shared().run("postgres", &cut);
}

fn database(server: &Server) -> &str {
    let url = server.installation.setting("PARLOR_DATABASE_URL").unwrap();
    url.rsplit('/').next().unwrap()
}

fn recovers(server: &Server) {
    let begun = Instant::now();
    while server.anonymous().get("/readyz").status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not recover:\n{}", server.log());
        thread::sleep(Duration::from_millis(100));
    }
}

#[track_caller]
fn has_id(reply: &Reply) {
    let id = reply.header("x-request-id");
    assert!(id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{id:?} of {reply}");
}
