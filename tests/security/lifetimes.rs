//! What tokens are made of, and how long they live.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use super::{BAD_TOKEN, me, pair};
use crate::both_databases;
use crate::support::{PASSWORD, Reply, Server};

const EXPIRED: &str = r#"401 {"error":"Refresh token has expired"}"#;
/// What a clock of whole seconds and a busy machine may add to a lifetime.
const LATE: Duration = Duration::from_secs(3);

both_databases! {
    fn s29_every_sign_in_and_every_refresh_gives_tokens_without_a_pattern(server: Server) {
        let ann = server.member("ann@example.com");
        let mut pairs: Vec<_> = (0..40).map(|_| pair(&ann.login(&ann.email, PASSWORD).expect(200))).collect();
        let mut last = ann.refresh_token.clone();
        for _ in 0..40 {
            let next = pair(&ann.refresh(&last).expect(200));
            last.clone_from(&next.1);
            pairs.push(next);
        }
        assert_eq!(pairs.iter().map(|(access, _)| access).collect::<BTreeSet<_>>().len(), pairs.len());
        let numbers: BTreeSet<u128> = pairs.iter().map(|(_, refresh)| number(refresh)).collect();
        assert_eq!(numbers.len(), pairs.len());
        // By chance a bit is the same in all 80 once in 2^79 times; in a counter, a clock or the marks of a
        // UUID's version it would be.
        let common = numbers.iter().fold(u128::MAX, |common, number| common & number);
        let any = numbers.iter().fold(0, |any, number| any | number);
        assert_eq!((common, any), (0, u128::MAX));
    }

    with [("PARLOR_TOKENS__ACCESS_TTL", "3s")]
    fn s31_an_access_token_lives_as_long_as_is_set_and_the_session_goes_on(server: Server) {
        let ann = server.member("ann@example.com");
        ann.get("/api/me/").expect(200);
        let begun = Instant::now();
        let reply = until(401, || ann.get("/api/me/"));
        assert_eq!(reply.to_string(), BAD_TOKEN);
        assert!(begun.elapsed() < Duration::from_secs(3) + LATE, "{:?}", begun.elapsed());
        let (access, _) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        me(&ann, &access).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_TTL", "4s")]
    fn s31_a_session_that_is_not_renewed_ends_with_all_its_tokens(server: Server) {
        let ann = server.member("ann@example.com");
        let begun = Instant::now();
        let (mut access, mut refresh) = (ann.access.clone(), ann.refresh_token.clone());
        // Renewed in time, it outlives the span.
        while begun.elapsed() < Duration::from_secs(6) {
            thread::sleep(Duration::from_millis(500));
            (access, refresh) = pair(&ann.refresh(&refresh).expect(200));
        }
        thread::sleep(Duration::from_secs(4));
        assert_eq!(ann.refresh(&refresh).to_string(), EXPIRED);
        assert_eq!(ann.refresh(&ann.refresh_token).to_string(), EXPIRED);
        assert_eq!(me(&ann, &access).to_string(), BAD_TOKEN);
        ann.login(&ann.email, PASSWORD).expect(200);
    }

    with [("PARLOR_TOKENS__SESSION_MAX", "4s")]
    fn s45_a_session_has_an_absolute_end_however_often_it_is_renewed(server: Server) {
        let ann = server.member("ann@example.com");
        let begun = Instant::now();
        let (mut access, mut refresh) = (ann.access.clone(), ann.refresh_token.clone());
        let reply = until(401, || {
            let reply = ann.refresh(&refresh);
            if reply.status == 200 {
                (access, refresh) = pair(&reply);
            }
            reply
        });
        assert_eq!(reply.to_string(), EXPIRED);
        let lived = begun.elapsed();
        assert!((Duration::from_secs(2)..Duration::from_secs(4) + LATE).contains(&lived), "{lived:?}");
        assert_eq!(me(&ann, &access).to_string(), BAD_TOKEN);
    }
}

/// The number that a refresh token is in the shape of a UUID.
#[track_caller]
fn number(token: &str) -> u128 {
    let lengths: Vec<usize> = token.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{token}");
    u128::from_str_radix(&token.replace('-', ""), 16).unwrap()
}

/// The first answer of this status, asked for a few times a second.
fn until(status: u16, mut ask: impl FnMut() -> Reply) -> Reply {
    let begun = Instant::now();
    loop {
        let reply = ask();
        if reply.status == status {
            return reply;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{reply}");
        thread::sleep(Duration::from_millis(200));
    }
}
