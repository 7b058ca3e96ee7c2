//! A code names no account, so whoever guesses guesses at everybody's: by whom, how often, and what then.

use std::thread::scope;

use insta::assert_snapshot;

use super::players::{confirm, other_than, register};
use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn s14_after_ten_wrong_guesses_an_address_waits_whatever_the_rate_limits_say(server: Server) {
        register(&server.anonymous(), "ann@example.com", "ann").expect(200);
        let code = server.inbox("ann@example.com").code();
        let guesser = server.anonymous().from("127.0.0.7");
        for _ in 0..10 {
            assert_snapshot!(confirm(&guesser, &other_than(&code)), @r#"401 {"errors":{"otp":["OTP expired"]}}"#);
        }
        let waits = confirm(&guesser, &code).expect(429);
        assert!(waits.text.starts_with(r#"{"detail":"Request was throttled. Expected available in "#), "{waits}");
        let pause: u64 = waits.header("retry-after").parse().unwrap();
        assert!((1..=600).contains(&pause), "{waits}");
        // Others do not wait.
        confirm(&guesser.from("127.0.0.8"), &code).expect(200);
    }

    fn s14_of_fifty_wrong_guesses_at_once_ten_are_looked_at(server: Server) {
        register(&server.anonymous(), "ann@example.com", "ann").expect(200);
        let wrong = other_than(&server.inbox("ann@example.com").code());
        let statuses: Vec<u16> = scope(|threads| {
            let tries: Vec<_> = (0..50)
                .map(|_| {
                    let (client, wrong) = (server.anonymous(), wrong.as_str());
                    threads.spawn(move || confirm(&client, wrong).status)
                })
                .collect();
            tries.into_iter().map(|tried| tried.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 10, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 40, "{statuses:?}");
    }

    fn past_a_thousand_wrong_guesses_a_code_is_good_only_where_it_was_asked_for(server: Server) {
        let home = server.anonymous();
        register(&home, "ann@example.com", "ann").expect(200);
        let code = server.inbox("ann@example.com").code();
        let wrong = other_than(&code);
        scope(|threads| {
            for worker in 0..4 {
                let (anyone, wrong) = (server.anonymous(), wrong.as_str());
                threads.spawn(move || {
                    for guesser in 0..25 {
                        let guesser = anyone.from(&format!("127.0.{}.{}", worker + 1, guesser + 1));
                        for _ in 0..10 {
                            confirm(&guesser, wrong).expect(401);
                        }
                    }
                });
            }
        });
        let elsewhere = home.from("127.0.9.9");
        assert_snapshot!(confirm(&elsewhere, &code), @r#"401 {"errors":{"otp":["OTP expired"]}}"#);
        confirm(&home, &code).expect(200);
    }
}
