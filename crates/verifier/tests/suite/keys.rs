//! When the keys are fetched, and what happens while they cannot be.

use std::sync::Arc;
use std::time::Duration;

use parlor_adapters::Signing;
use parlor_verifier::{Invalid, Settings};

use crate::support::*;

#[tokio::test]
async fn keys_are_fetched_with_the_first_token_and_kept_as_long_as_they_may_be() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    let token = parlor.token(&Signing::EdDsa);
    assert_eq!(bench.source.asked(), 0);
    for _ in 0..3 {
        assert!(bench.accepts(&token).await);
    }
    bench.clock.advance(Duration::from_secs(299));
    assert!(bench.accepts(&token).await);
    assert_eq!(bench.source.asked(), 1);
    bench.clock.advance(Duration::from_secs(1));
    assert!(bench.accepts(&token).await);
    assert_eq!(bench.source.asked(), 2);
}

#[tokio::test]
async fn what_a_source_says_of_its_keys_holds_within_reason() {
    let parlor = Parlor::new("a");
    // Said, and how long it is believed, in seconds.
    for (said, believed) in [(Some(120), 120), (None, 300), (Some(0), 30), (Some(1_000_000), 1_800)] {
        let settings = Settings { leeway: Duration::ZERO, ..Settings::of(ISSUER) };
        let bench = Bench::with(Source::of(&parlor), settings);
        bench.source.publishes(&parlor, said);
        let token = parlor.token(&Signing::Es256);
        bench.verifier.verify(&token).await.ok();
        bench.clock.advance(Duration::from_secs(believed - 1));
        bench.verifier.verify(&token).await.ok();
        assert_eq!(bench.source.asked(), 1, "{said:?}");
        bench.clock.advance(Duration::from_secs(1));
        bench.verifier.verify(&token).await.ok();
        assert_eq!(bench.source.asked(), 2, "{said:?}");
    }
}

#[tokio::test]
async fn a_new_key_is_found_at_once_and_a_made_up_one_costs_two_fetches_a_minute() {
    let (parlor, next) = (Parlor::new("a"), Parlor::new("b"));
    let bench = Bench::of(&parlor);
    assert!(bench.accepts(&parlor.token(&Signing::Es256)).await);
    bench.source.publishes(&next, Some(300));
    bench.clock.advance(Duration::from_secs(30));
    assert!(bench.accepts(&next.token(&Signing::Es256)).await, "long before the old set was stale");
    assert_eq!(bench.source.asked(), 2);
    assert_eq!(bench.refuses(&parlor.token(&Signing::Es256)).await, Invalid::Key, "it is withdrawn");

    for number in 0..200 {
        assert_eq!(bench.refuses(&unknown_key(&parlor, &number.to_string())).await, Invalid::Key);
    }
    assert_eq!(bench.source.asked(), 2, "the last fetch was too recent");
    bench.clock.advance(Duration::from_secs(30));
    for number in 0..200 {
        assert_eq!(bench.refuses(&unknown_key(&parlor, &number.to_string())).await, Invalid::Key);
    }
    assert_eq!(bench.source.asked(), 3);
}

#[tokio::test]
async fn the_last_good_set_serves_while_parlor_is_away_and_for_a_day() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    // Fifty minutes of life, looked at a day later, would have expired: the shared claims live for ever here.
    let (header, body) = parlor.good();
    let token = forge(&header, &with(&body, serde_json::json!({ "exp": NOW + 1_000_000 })), parlor.es256());
    assert!(bench.accepts(&token).await);
    for away in [None, Some("<html>Bad gateway</html>")] {
        match away {
            None => bench.source.goes_away(),
            Some(page) => bench.source.says(page),
        }
        bench.clock.advance(Duration::from_secs(600));
        assert!(bench.accepts(&token).await);
        assert!(bench.cannot_tell(&unknown_key(&parlor, "new")).await, "it may be a new key");
    }
    let asked = bench.source.asked();
    for _ in 0..100 {
        assert!(bench.accepts(&token).await);
    }
    assert_eq!(bench.source.asked(), asked, "it is left alone for five seconds after a failure");
    bench.clock.advance(Duration::from_secs(5));
    assert!(bench.accepts(&token).await);
    assert_eq!(bench.source.asked(), asked + 1);

    bench.clock.advance(Duration::from_secs(24 * 3_600));
    assert!(bench.cannot_tell(&token).await, "a key that was withdrawn does not live for ever");
    bench.source.publishes(&parlor, Some(300));
    bench.clock.advance(Duration::from_secs(5));
    assert!(bench.accepts(&token).await);
}

#[tokio::test]
async fn without_any_keys_nobody_is_let_in() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    bench.source.goes_away();
    assert!(bench.cannot_tell(&parlor.token(&Signing::Es256)).await);
    assert!(bench.cannot_tell(&parlor.token(&Signing::Es256)).await);
    assert_eq!(bench.source.asked(), 1);
}

#[tokio::test]
async fn one_asks_for_all_who_wait_and_nobody_waits_who_need_not() {
    let parlor = Parlor::new("a");
    let bench = Bench::with(Source::that_takes(&parlor, Duration::from_millis(200)), Settings::of(ISSUER));
    let token = parlor.token(&Signing::Es256);
    let together = || {
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                let (verifier, token) = (Arc::clone(&bench.verifier), token.clone());
                tokio::spawn(async move { verifier.verify(&token).await.is_ok() })
            })
            .collect();
        async {
            for task in tasks {
                assert!(task.await.unwrap());
            }
        }
    };
    together().await;
    assert_eq!(bench.source.asked(), 1);

    bench.clock.advance(Duration::from_secs(300));
    let asking = {
        let (verifier, token) = (Arc::clone(&bench.verifier), token.clone());
        tokio::spawn(async move { verifier.verify(&token).await.is_ok() })
    };
    while bench.source.asked() < 2 {
        tokio::task::yield_now().await;
    }
    let before = std::time::Instant::now();
    assert!(bench.accepts(&token).await);
    assert!(before.elapsed() < Duration::from_millis(100), "{:?}", before.elapsed());
    assert!(asking.await.unwrap());
    assert_eq!(bench.source.asked(), 2);
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_take_the_keys_along() {
    let parlor = Parlor::new("a");
    let bench = Bench::with(Source::that_takes(&parlor, Duration::from_millis(100)), Settings::of(ISSUER));
    let token = parlor.token(&Signing::Es256);
    let hung_up = tokio::time::timeout(Duration::from_millis(20), bench.verifier.verify(&token)).await;
    assert!(hung_up.is_err());
    assert!(bench.accepts(&token).await);
    assert_eq!(bench.source.asked(), 1);
}
