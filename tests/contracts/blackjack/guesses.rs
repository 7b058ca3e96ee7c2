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

    fn of_those_who_sign_up_at_once_no_more_wait_than_may(server: Server) {
        wait(&server, 4_999);
        let replies: Vec<_> = scope(|threads| {
            let tries: Vec<_> = (0..16)
                .map(|number| {
                    let client = server.anonymous();
                    threads.spawn(move || register(&client, &format!("p{number}@example.com"), &format!("p{number}")))
                })
                .collect();
            tries.into_iter().map(|tried| tried.join().unwrap()).collect()
        });
        let statuses: Vec<_> = replies.iter().map(|reply| reply.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        for refused in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(refused.status, 429, "{refused}");
            let pause: u64 = refused.header("retry-after").parse().unwrap();
            assert!((1..=600).contains(&pause), "{refused}");
        }
        let waiting = server.installation.rows("SELECT CAST(count(*) AS TEXT) AS line FROM sign_up_codes");
        assert_eq!(waiting, ["5000"]);
    }
}

/// Lets so many sign-ups wait, past the program: to begin them all would take too long.
fn wait(server: &Server, many: u32) {
    let is_postgres = server.installation.setting("PARLOR_DATABASE_URL").is_some();
    let (no, now, ends, digest) = if is_postgres {
        ("false", "now()", "now() + interval '10 minutes'", "decode(lpad(to_hex(id), 64, '0'), 'hex')")
    } else {
        (
            "0",
            "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
            "strftime('%Y-%m-%d %H:%M:%f000', 'now', '+10 minutes')",
            "CAST(printf('%064d', id) AS BLOB)",
        )
    };
    let email = "'w' || i || '@example.com'";
    server.installation.rows(&format!(
        "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < {many}) \
         INSERT INTO accounts (email, email_key, username, username_key, state, is_admin, created_at, revision) \
         SELECT {email}, {email}, {email}, {email}, 'pending', {no}, {now}, 1 FROM numbers RETURNING 'made' AS line"
    ));
    server.installation.rows(&format!(
        "INSERT INTO sign_up_codes (account_id, digest, expires_at) \
         SELECT id, {digest}, {ends} FROM accounts WHERE state = 'pending' RETURNING 'made' AS line"
    ));
}
