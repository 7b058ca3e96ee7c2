//! Signing keys that change while people are signed in.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use jsonwebtoken::decode_header;
use parlor_testkit::Postgres;

use super::{BAD_TOKEN, me, pair};
use crate::both_databases;
use crate::support::{Kind, Server};

const SECRET: (&str, &str) = ("PARLOR_SECRET", "a root secret that all instances share");
/// Instances look for keys once a minute.
const TAKEN_UP_WITHIN: Duration = Duration::from_secs(90);

#[test]
fn s38_keys_rotate_while_instances_serve_and_the_old_one_verifies_until_its_last_token_ends() {
    let mut here = Server::with(Kind::Postgres, &[SECRET]);
    let there = here.another();
    let ann = here.member("ann@example.com");
    let old = kid(&ann.access);

    let new = rotate(&here);
    let mut other = here.installation.another();
    other.set("PARLOR_TOKENS__ALGORITHM", "EdDSA");
    let other = other.serve();
    let bob = other.member("bob@example.com");
    let all = BTreeSet::from([old.clone(), new.clone(), kid(&bob.access)]);
    for (server, email) in [(&here, "dan@example.com"), (&there, "eve@example.com")] {
        publishes(server, &all);
        me(&server.anonymous(), &bob.access).expect(200);
        assert_eq!(kid(&server.member(email).access), old, "the new one does not sign yet");
    }

    time_passes(&here, "1 hour");
    here.restart();
    let cleo = here.member("cleo@example.com");
    assert_eq!(kid(&cleo.access), new);
    for server in [&here, &there, &other] {
        me(&server.anonymous(), &cleo.access).expect(200);
        me(&server.anonymous(), &ann.access).expect(200);
    }

    time_passes(&here, "55 minutes");
    here.restart();
    assert_eq!(me(&here.anonymous(), &ann.access).to_string(), BAD_TOKEN);
    assert!(!published(&here).contains(&old));
    let (access, _) = pair(&ann.refresh(&ann.refresh_token).expect(200));
    assert_eq!(kid(&access), new);
    me(&here.anonymous(), &access).expect(200);
}

both_databases! {
    fn s38_a_rotation_signs_nobody_out(mut server: Server) {
        let ann = server.member("ann@example.com");
        let new = rotate(&server);
        me(&server.anonymous(), &ann.access).expect(200);
        server.restart();
        assert_eq!(published(&server), BTreeSet::from([kid(&ann.access), new]));
        me(&server.anonymous(), &ann.access).expect(200);
        let (access, _) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        assert_eq!(kid(&access), kid(&ann.access), "the new one does not sign yet");
    }
}

/// Makes a new signing key and gives its name.
fn rotate(server: &Server) -> String {
    let ran = server.cli(&["key", "rotate-signing"], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    ran.stdout.split(' ').nth(3).unwrap().to_owned()
}

/// Makes all keys older, as if they had been made that much earlier.
fn time_passes(server: &Server, span: &str) {
    let database = server.installation.setting("PARLOR_DATABASE_URL").unwrap().rsplit('/').next().unwrap();
    let sql = format!("UPDATE data_keys SET created_at = created_at - interval '{span}'");
    Postgres::shared().run(database, &sql);
}

fn kid(token: &str) -> String {
    decode_header(token).unwrap().kid.unwrap()
}

fn published(server: &Server) -> BTreeSet<String> {
    let set = server.anonymous().get("/.well-known/jwks.json").expect(200).json();
    set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

/// Waits until these keys are published.
fn publishes(server: &Server, keys: &BTreeSet<String>) {
    let asked = Instant::now();
    while published(server) != *keys {
        assert!(asked.elapsed() < TAKEN_UP_WITHIN, "{:?} instead of {keys:?}", published(server));
        thread::sleep(Duration::from_millis(200));
    }
}
