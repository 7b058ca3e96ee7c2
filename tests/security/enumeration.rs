//! What a stranger can learn about who has an account: nothing.

use std::time::{Duration, Instant};

use crate::both_databases;
use crate::support::{Client, Reply, Server};

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
        let (known, unknown) = (median(known), median(unknown));
        let apart = known.abs_diff(unknown);
        assert!(apart < known.max(unknown) / 4, "known {known:?}, unknown {unknown:?}");
    }
}

fn guess(stranger: &Client, email: &str) -> (Reply, Duration) {
    let asked = Instant::now();
    let reply = stranger.login(email, "a wrong password");
    (reply, asked.elapsed())
}

/// Status, body, and the names and lengths of the headers.
fn shape(reply: &Reply) -> (String, Vec<(String, usize)>) {
    let headers = reply.headers().iter();
    let mut headers: Vec<_> = headers.map(|(name, value)| (name.to_string(), value.len())).collect();
    headers.sort();
    (reply.to_string(), headers)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
