//! Wrong passwords in a row, one after the other and many at once.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use parlor_testkit::at_once;
use serde_json::json;

use super::{LOCKED, REFUSED};
use crate::both_databases;
use crate::support::{Client, PASSWORD, Reply, Server};

/// Names of one account, as many people may spell them.
const SPELLINGS: [&str; 6] = [
    "ann@example.com",
    "ANN@Example.COM",
    "Ann of Cleves",
    " ann OF cleves ",
    "ａｎｎ@example.com",
    "ａnn of cleves",
];

both_databases! {
    fn s22_five_wrong_passwords_lock_strangers_out_by_every_name_and_from_every_address(server: Server) {
        let ann = server.member("ann@example.com");
        ann.patch("/api/me/", json!({ "username": "Ann of Cleves" })).expect(200);
        let tries = (1..6).zip(SPELLINGS).map(|(number, name)| {
            stranger(&server, number).login(name, "a wrong password").to_string()
        });
        assert_eq!(tries.collect::<Vec<_>>(), [REFUSED, REFUSED, REFUSED, REFUSED, LOCKED]);
        for (number, name) in (1..).zip(SPELLINGS) {
            for password in [PASSWORD, "a wrong password"] {
                for address in [number, number + 100] {
                    assert_eq!(stranger(&server, address).login(name, password).to_string(), LOCKED, "{name}");
                }
            }
        }
        ann.login("ann@example.com", PASSWORD).expect(200);
        ann.login("Ann of Cleves", PASSWORD).expect(200);
    }

    fn s22_a_name_that_nobody_has_locks_like_one_that_somebody_has(server: Server) {
        server.member("ann@example.com");
        let wrong = "a wrong password";
        let tries = [wrong, wrong, wrong, wrong, wrong, PASSWORD, wrong, PASSWORD];
        let answers = |name: &str| {
            let stranger = stranger(&server, 1);
            let replies = tries.map(|password| stranger.login(name, password));
            replies.map(|reply| {
                let headers = ["content-type", "content-length", "cache-control", "retry-after"];
                (reply.to_string(), headers.map(|name| reply.header(name).to_owned()))
            })
        };
        let known = answers("ann@example.com");
        assert_eq!(known[3].0, REFUSED);
        assert_eq!(known[4].0, LOCKED);
        assert_eq!(known, answers("bob@example.com"));
        assert_eq!(known, answers("a name of nobody"));
    }

    fn s22_two_hundred_tries_at_once_get_no_more_answers_than_five(server: Server) {
        server.member("ann@example.com");
        let answers = at_once(200, |number| {
            let password = if number == 100 { PASSWORD } else { "a wrong password" };
            try_once(&stranger(&server, number), password)
        });
        let is_open = answers[100].status == 200;
        let refused = answers.iter().filter(|reply| reply.to_string() == REFUSED).count();
        // If the right one was among the first, it set the count back, once.
        assert!(refused <= if is_open { 8 } else { 4 }, "{refused} were told that they were wrong");
        for (number, reply) in answers.iter().enumerate().filter(|(number, _)| *number != 100) {
            let text = reply.to_string();
            assert!([REFUSED, LOCKED].contains(&text.as_str()), "{number}: {reply}");
        }
        assert!(answers.iter().any(|reply| reply.to_string() == LOCKED));
        let after = at_once(50, |number| try_once(&stranger(&server, 200 + number), PASSWORD));
        for reply in after {
            assert_eq!(reply.to_string(), LOCKED);
        }
    }

    fn s22_the_right_password_in_the_middle_of_a_storm_opens_nothing(server: Server) {
        server.member("ann@example.com");
        let counted = AtomicUsize::new(0);
        let answers = at_once(200, |number| {
            let stranger = stranger(&server, number);
            if number == 0 {
                wait_until(|| counted.load(SeqCst) >= 5);
                return try_once(&stranger, PASSWORD);
            }
            let reply = try_once(&stranger, "a wrong password");
            counted.fetch_add(1, SeqCst);
            reply
        });
        assert_eq!(answers[0].to_string(), LOCKED);
        assert_eq!(answers.iter().filter(|reply| reply.to_string() == REFUSED).count(), 4);
    }

    fn s25_names_that_look_alike_or_are_monstrous_are_counted_each_for_itself(server: Server) {
        server.member("ann@example.com");
        let monstrous = "a".repeat(10_000);
        let names = [
            format!("{monstrous}b"),
            format!("{monstrous}c"),
            "ann@example.com\0".to_owned(),
            "ann\0@example.com".to_owned(),
            "\0".to_owned(),
            // Cyrillic letters, a space of no width, a digit for a letter.
            "аnn@example.com".to_owned(),
            "ann@ехample.com".to_owned(),
            "ann\u{200b}@example.com".to_owned(),
            "ann@examp1e.com".to_owned(),
            "ann'--@example.com".to_owned(),
            "ann%".to_owned(),
        ];
        for expected in [REFUSED, REFUSED, REFUSED, REFUSED, LOCKED, LOCKED] {
            for name in &names {
                let reply = stranger(&server, 1).login(name, "a wrong password");
                assert_eq!(reply.to_string(), expected, "{:.60}", name.escape_debug());
            }
        }
        stranger(&server, 1).login("ann@example.com", PASSWORD).expect(200);
    }

    fn s25_spellings_of_one_name_that_nobody_has_are_counted_together(server: Server) {
        let spellings = ["Straße", "STRASSE", "ｓｔｒａｓｓｅ", " strasse ", "\u{a0}Strasse", "strasse"];
        let answers = spellings.map(|name| server.anonymous().login(name, "a wrong password").to_string());
        assert_eq!(answers, [REFUSED, REFUSED, REFUSED, REFUSED, LOCKED, LOCKED]);
    }

    fn s25_no_name_at_all_is_no_name_to_lock(server: Server) {
        for name in [json!(""), json!("   "), json!(null)] {
            for _ in 0..6 {
                let body = json!({ "email": name, "password": "a wrong password" });
                let reply = server.anonymous().post("/api/login/", body);
                assert_eq!(reply.to_string(), r#"400 {"error":"Please provide username and password"}"#);
            }
        }
    }
}

/// Somebody who has never signed in, at one of some thousand addresses.
fn stranger(server: &Server, number: usize) -> Client {
    server.anonymous().from(&format!("127.0.{}.{}", 1 + number / 200, 1 + number % 200))
}

/// Signs in, again and again while there is no room in the queue: what is not looked at is not counted.
fn try_once(stranger: &Client, password: &str) -> Reply {
    loop {
        let reply = stranger.login("ann@example.com", password);
        if reply.status != 503 {
            return reply;
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn wait_until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nothing happens");
        thread::sleep(Duration::from_millis(1));
    }
}
