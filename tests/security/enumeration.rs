//! What a stranger can learn about who has an account: nothing.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::both_databases;
use crate::support::{Client, PASSWORD, Reply, Server};

/// Enough pairs of tries for a median that a busy machine does not move.
const PAIRS: usize = 60;

both_databases! {
    with [("PARLOR_LOCKOUT__FAILURES", "1000"), ("PARLOR_PASSWORD__BCRYPT_COST", "8")]
    fn s23_a_sign_in_takes_as_long_and_reads_the_same_for_known_and_unknown_names(server: Server) {
        server.member("known@example.com");
        let stranger = server.anonymous().from("127.0.0.9");
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        // Taken in turns, so that whatever else the machine does meets both alike.
        for _ in 0..PAIRS {
            let (told, took) = guess(&stranger, "known@example.com");
            let (told_of_nobody, took_for_nobody) = guess(&stranger, "nobody@example.com");
            assert_eq!(shape(&told), shape(&told_of_nobody));
            known.push(took);
            unknown.push(took_for_nobody);
        }
        alike(&known, &unknown);
    }

    fn s23_a_code_to_sign_in_with_takes_as_long_and_reads_the_same_for_pairs_that_belong_together_or_not(server: Server) {
        let stranger = server.anonymous().from("127.0.0.9");
        // Each address has to wait before its next code, so each is asked about once.
        for number in 0..PAIRS {
            let name = format!("known{number}");
            let body = json!({ "username": name, "email": format!("{name}@example.com"), "password": PASSWORD });
            stranger.post("/v1/accounts", body).expect(201);
        }
        // Another contract's words, and the native ones.
        let asked = |username: &str, email: &str| {
            timed(|| stranger.post("/twofa/send-code/", json!({ "username": username, "email": email })))
        };
        let asked_natively = |email: &str| {
            timed(|| stranger.post("/v1/codes", json!({ "purpose": "sign_in", "email": email })))
        };
        let (mut known, mut unknown, mut mixed) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..PAIRS / 2 {
            let (told, took) = asked(&format!("known{number}"), &format!("known{number}@example.com"));
            let (told_of_nobody, took_for_nobody) =
                asked(&format!("nobody{number}"), &format!("nobody{number}@example.com"));
            let (told_of_two, took_for_two) = asked("known0", &format!("other{number}@example.com"));
            assert_eq!(told.status, 200, "{told}");
            assert_eq!(shape(&told), shape(&told_of_nobody));
            assert_eq!(shape(&told), shape(&told_of_two));
            known.push(took);
            unknown.push(took_for_nobody);
            mixed.push(took_for_two);
        }
        alike(&known, &unknown);
        alike(&known, &mixed);
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for number in PAIRS / 2..PAIRS {
            let (told, took) = asked_natively(&format!("known{number}@example.com"));
            let (told_of_nobody, took_for_nobody) = asked_natively(&format!("nobody{number}@example.com"));
            assert_eq!(told.status, 202, "{told}");
            assert_eq!(shape(&told), shape(&told_of_nobody));
            known.push(took);
            unknown.push(took_for_nobody);
        }
        alike(&known, &unknown);
        // The second one within the time to wait is told so, whoever it is for.
        let (known, nobody) = (asked("known0", "known0@example.com").0, asked("nobody0", "nobody0@example.com").0);
        assert_eq!((known.status, nobody.status), (429, 429));
    }
}

fn timed(ask: impl FnOnce() -> Reply) -> (Reply, Duration) {
    let asked = Instant::now();
    let reply = ask();
    (reply, asked.elapsed())
}

/// The differences within each pair are looked at: whatever slowed one try down was still there for the other.
#[track_caller]
fn alike(known: &[Duration], unknown: &[Duration]) {
    let seconds = |time: &Duration| time.as_secs_f64();
    let apart = median(known.iter().zip(unknown).map(|(known, unknown)| seconds(known) - seconds(unknown)));
    let (known, unknown) = (median(known.iter().map(seconds)), median(unknown.iter().map(seconds)));
    assert!(apart.abs() < known.max(unknown) / 4.0, "known {known} s, unknown {unknown} s, apart {apart} s");
}

fn guess(stranger: &Client, email: &str) -> (Reply, Duration) {
    timed(|| stranger.login(email, "a wrong password"))
}

/// Status, body, and the names and lengths of the headers.
fn shape(reply: &Reply) -> (String, Vec<(String, usize)>) {
    let headers = reply.headers().iter();
    let mut headers: Vec<_> = headers.map(|(name, value)| (name.to_string(), value.len())).collect();
    headers.sort();
    (reply.to_string(), headers)
}

fn median(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<_> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
