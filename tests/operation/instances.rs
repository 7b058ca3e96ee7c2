//! Several servers on one database.

use std::thread;

use serde_json::json;

use super::refused;
use crate::support::{Exchange, Installation, Kind, PASSWORD, Server};

const SECRET: (&str, &str) = ("PARLOR_SECRET", "a root secret that all instances share");

#[test]
fn instances_that_start_in_the_same_moment_on_a_fresh_database_are_one_service() {
    let first = Installation::new(Kind::Postgres, &[SECRET]);
    let installations = [first.another(), first.another(), first.another(), first];
    let starting = installations.map(|installation| thread::spawn(|| installation.serve()));
    let servers = starting.map(|starting| starting.join().unwrap());

    let keys = servers[0].anonymous().get("/.well-known/jwks.json").text;
    for (number, server) in servers.iter().enumerate() {
        assert_eq!(server.anonymous().get("/.well-known/jwks.json").text, keys);
        let ann = server.member(&format!("ann{number}@example.com"));
        let mut token = ann.refresh_token.clone();
        for other in &servers {
            let there = other.anonymous();
            there.bearing(&format!("Bearer {}", ann.access)).get("/api/me/").expect(200);
            token = there.refresh(&token).expect(200).text_of("refresh_token");
            there.login(&ann.email, PASSWORD).expect(200);
        }
    }
}

#[test]
fn wrong_passwords_are_counted_across_instances() {
    let here = Server::with(Kind::Postgres, &[SECRET]);
    let there = here.another();
    here.member("ann@example.com");
    let (here, there) = (here.anonymous().from("127.0.0.9"), there.anonymous().from("127.0.0.10"));
    for client in [&here, &there, &here, &there] {
        client.login("ann@example.com", "a wrong password").expect(401);
    }
    here.login("ann@example.com", "a wrong password").expect(403);
    there.login("ann@example.com", PASSWORD).expect(403);
}

#[test]
fn a_name_is_taken_on_every_instance() {
    let here = Server::with(Kind::Postgres, &[SECRET]);
    let there = here.another();
    let ann = here.member("ann@example.com");
    there.anonymous().register("ANN@example.com", PASSWORD).expect(400);
    let bob = there.member("bob@example.com");
    bob.patch("/api/me/", json!({ "username": "Bob" })).expect(200);
    ann.request("PATCH", "/api/me/").json(&json!({ "username": "bob" })).reply().expect(400);
}

#[test]
fn an_instance_with_another_secret_is_refused_and_harms_nobody() {
    let server = Server::with(Kind::Postgres, &[SECRET]);
    let ann = server.member("ann@example.com");
    let mut stranger = server.installation.another();
    stranger.set("PARLOR_SECRET", "a root secret that nobody else has ever seen");
    let sentence = refused(stranger.run(&["serve"], ""), 2);
    assert!(
        sentence.contains("set up with another root secret") && sentence.contains("PARLOR_SECRET"),
        "{sentence}"
    );
    stranger.unset("PARLOR_SECRET");
    let sentence = refused(stranger.run(&["serve"], ""), 2);
    assert!(sentence.contains("set up with another root secret"), "{sentence}");
    ann.get("/api/me/").expect(200);
    ann.refresh(&ann.refresh_token).expect(200);
}
