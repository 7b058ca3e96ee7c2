//! Addresses from which an owner signed in before: they count apart from strangers.

use super::{LOCKED, REFUSED};
use crate::both_databases;
use crate::support::{Client, PASSWORD, Server};

both_databases! {
    fn s22_the_owner_s_own_mistakes_lock_one_address_and_no_other(server: Server) {
        let ann = server.member("ann@example.com");
        let elsewhere = ann.from("127.0.0.2");
        elsewhere.login(&ann.email, PASSWORD).expect(200);
        assert_eq!(guess(&ann, &ann.email, 5), [REFUSED, REFUSED, REFUSED, REFUSED, LOCKED]);
        assert_eq!(ann.login(&ann.email, PASSWORD).to_string(), LOCKED);
        elsewhere.login(&ann.email, PASSWORD).expect(200);
        assert_eq!(ann.from("127.0.0.3").login(&ann.email, "a wrong password").to_string(), REFUSED);
    }

    fn s22_an_address_is_known_for_the_account_that_signed_in_from_it_and_for_no_other(server: Server) {
        let (ann, bob) = (server.member("ann@example.com"), server.anonymous().from("127.0.0.2"));
        bob.register("bob@example.com", PASSWORD).expect(201);
        bob.login("bob@example.com", PASSWORD).expect(200);
        guess(&bob, &ann.email, 5);
        assert_eq!(bob.login(&ann.email, PASSWORD).to_string(), LOCKED);
        bob.login("bob@example.com", PASSWORD).expect(200);
        ann.login(&ann.email, PASSWORD).expect(200);
    }

    fn s22_signing_up_makes_no_address_known(server: Server) {
        let anyone = server.anonymous();
        anyone.register("ann@example.com", PASSWORD).expect(201);
        guess(&anyone.from("127.0.0.9"), "ann@example.com", 5);
        assert_eq!(anyone.login("ann@example.com", PASSWORD).to_string(), LOCKED);
    }

    fn the_ten_addresses_seen_last_are_remembered(server: Server) {
        let ann = server.member("ann@example.com");
        let homes: Vec<Client> = (2..12).map(|number| ann.from(&format!("127.0.0.{number}"))).collect();
        for home in &homes {
            home.login(&ann.email, PASSWORD).expect(200);
        }
        guess(&ann.from("127.0.0.99"), &ann.email, 5);
        for home in &homes {
            home.login(&ann.email, PASSWORD).expect(200);
        }
        assert_eq!(ann.login(&ann.email, PASSWORD).to_string(), LOCKED, "the eleventh is forgotten");
    }
}

fn guess(anyone: &Client, name: &str, times: usize) -> Vec<String> {
    (0..times).map(|_| anyone.login(name, "a wrong password").to_string()).collect()
}
