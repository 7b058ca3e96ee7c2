//! The rule of generations, with lost replies, thieves and crashes.

use std::thread;
use std::time::Duration;

use parlor_testkit::at_once;
use serde_json::json;

use super::{BAD_REFRESH_TOKEN, BAD_TOKEN, me, pair};
use crate::both_databases;
use crate::support::Server;

/// Longer than the grace period of the tests that set one.
const PAST_GRACE: Duration = Duration::from_millis(1500);

both_databases! {
    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn s40_whoever_lost_a_reply_gets_the_same_again_however_late(server: Server) {
        let ann = server.member("ann@example.com");
        let (_, lost) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        for _ in 0..2 {
            thread::sleep(PAST_GRACE);
            let (access, again) = pair(&ann.refresh(&ann.refresh_token).expect(200));
            assert_eq!(again, lost);
            // Showing it would say that the reply arrived at last.
            assert_ne!(access, ann.access);
        }
        ann.refresh(&lost).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn s41_a_token_whose_successor_was_used_ends_the_session_after_the_grace(server: Server) {
        let ann = server.member("ann@example.com");
        let other = ann.login(&ann.email, crate::support::PASSWORD);
        let (access, refresh) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        me(&ann, &access).expect(200);
        thread::sleep(PAST_GRACE);
        me(&ann, &access).expect(200);
        assert_eq!(ann.refresh(&ann.refresh_token).to_string(), BAD_REFRESH_TOKEN);
        for token in [&refresh, &ann.refresh_token] {
            assert_eq!(ann.refresh(token).to_string(), BAD_REFRESH_TOKEN);
        }
        for token in [&access, &ann.access] {
            assert_eq!(me(&ann, token).to_string(), BAD_TOKEN);
        }
        server.log_with("session_refresh_reused");
        me(&ann, &pair(&other).0).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1h")]
    fn s41_within_the_grace_it_is_taken_for_a_retry(server: Server) {
        let ann = server.member("ann@example.com");
        let (access, refresh) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        me(&ann, &access).expect(200);
        assert_eq!(pair(&ann.refresh(&ann.refresh_token).expect(200)).1, refresh);
        me(&ann, &access).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn s42_an_older_token_ends_the_session_after_the_grace(server: Server) {
        let ann = server.member("ann@example.com");
        let (_, second) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        let (access, third) = pair(&ann.refresh(&second).expect(200));
        thread::sleep(PAST_GRACE);
        // The third was never used, so the second may still come again; the first may not.
        assert_eq!(pair(&ann.refresh(&second).expect(200)).1, third);
        assert_eq!(ann.refresh(&ann.refresh_token).to_string(), BAD_REFRESH_TOKEN);
        assert_eq!(ann.refresh(&third).to_string(), BAD_REFRESH_TOKEN);
        assert_eq!(me(&ann, &access).to_string(), BAD_TOKEN);
        server.log_with("session_refresh_reused");
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1h")]
    fn s42_within_the_grace_every_older_token_gets_the_present_one(server: Server) {
        let ann = server.member("ann@example.com");
        let mut tokens = vec![ann.refresh_token.clone()];
        for _ in 0..5 {
            tokens.push(pair(&ann.refresh(tokens.last().unwrap()).expect(200)).1);
        }
        let present = tokens.pop().unwrap();
        for token in tokens {
            assert_eq!(pair(&ann.refresh(&token).expect(200)).1, present);
        }
        ann.refresh(&present).expect(200);
    }

    fn s43_fifty_refreshes_at_once_have_one_successor(server: Server) {
        let ann = server.member("ann@example.com");
        let mut token = ann.refresh_token.clone();
        for _ in 0..3 {
            let replies = at_once(50, |_| ann.refresh(&token).expect(200));
            let pairs: Vec<_> = replies.iter().map(pair).collect();
            let successor = &pairs[0].1;
            assert_ne!(*successor, token);
            for (access, refresh) in &pairs {
                assert_eq!(refresh, successor);
                me(&ann, access).expect(200);
            }
            token.clone_from(successor);
        }
        ann.refresh(&token).expect(200);
    }

    with [("PARLOR_TOKENS__REFRESH_GRACE", "1s")]
    fn s44_a_reply_that_died_with_the_server_is_given_again(mut server: Server) {
        let ann = server.member("ann@example.com");
        let (_, lost) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        server.kill();
        server.restart();
        thread::sleep(PAST_GRACE);
        let (access, again) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        assert_eq!(again, lost);
        me(&ann, &access).expect(200);
        ann.refresh(&again).expect(200);
    }

    fn s44_killed_at_any_moment_of_a_refresh_the_session_goes_on(mut server: Server) {
        let ann = server.member("ann@example.com");
        let mut token = ann.refresh_token.clone();
        for milliseconds in [0, 1, 2, 3, 5, 8] {
            let body = json!({ "refresh_token": token });
            let request = ann.request("POST", "/api/refresh/").json(&body);
            // Whether an answer comes is a matter of luck.
            let asked = thread::spawn(move || drop(request.send()));
            thread::sleep(Duration::from_millis(milliseconds));
            server.kill();
            asked.join().unwrap();
            server.restart();
            let (access, next) = pair(&ann.refresh(&token).expect(200));
            assert_ne!(next, token);
            me(&ann, &access).expect(200);
            token = next;
        }
    }
}
