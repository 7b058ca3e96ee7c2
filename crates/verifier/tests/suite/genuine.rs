//! Tokens that are what they seem, and settings that cannot be right.

use std::time::Duration;

use parlor_adapters::Signing;
use parlor_verifier::{InvalidSettings, Settings, Verifier};
use secrecy::SecretString;

use crate::support::*;

#[tokio::test]
async fn each_algorithm_that_parlor_signs_by_is_read() {
    let parlor = Parlor::new("a");
    let bench = Bench::sharing(&parlor, SECRET);
    for signing in [Signing::Es256, Signing::EdDsa, hs256()] {
        let token = bench.verifier.verify(&parlor.token(&signing)).await.unwrap();
        assert_eq!(token, read(), "{signing:?}");
    }
    assert_eq!(bench.source.asked(), 1, "one set serves both algorithms, and the secret needs none");
}

#[tokio::test]
async fn a_token_is_good_until_its_end_and_the_leeway() {
    let parlor = Parlor::new("a");
    let bench = Bench::of(&parlor);
    let token = parlor.token(&Signing::Es256);
    bench.clock.set(at(NOW + 329));
    assert!(bench.accepts(&token).await);
    bench.clock.set(at(NOW + 330));
    assert!(!bench.accepts(&token).await);
    bench.clock.set(at(NOW - 86_400));
    assert!(bench.accepts(&token).await, "a clock that was set back signs nobody out");

    let settings = Settings { leeway: Duration::ZERO, ..Settings::of(ISSUER) };
    let bench = Bench::with(Source::of(&parlor), settings);
    bench.clock.set(at(NOW + 299));
    assert!(bench.accepts(&token).await);
    bench.clock.set(at(NOW + 300));
    assert!(!bench.accepts(&token).await);
}

#[test]
fn settings_that_cannot_be_right_are_refused() {
    let good = Settings::of("https://accounts.example.com/");
    assert_eq!(good.issuer, ISSUER, "without the slash that Parlor does not write either");
    assert_eq!(good.keys, format!("{ISSUER}/.well-known/jwks.json"));
    assert!(Verifier::new(good.clone()).is_ok());

    let refused = |settings| Verifier::new(settings).err().unwrap();
    for keys in ["", "accounts.example.com", "file:///etc/passwd", "https://"] {
        let settings = Settings { keys: keys.to_owned(), ..good.clone() };
        assert!(matches!(refused(settings), InvalidSettings::Address(_)), "{keys}");
    }
    let leeway = Settings { leeway: Duration::from_secs(31), ..good.clone() };
    assert!(matches!(refused(leeway), InvalidSettings::Leeway));
    let shared_secret = Some(SecretString::from("31 bytes are not enough of one."));
    assert!(matches!(refused(Settings { shared_secret, ..good }), InvalidSettings::Secret));
}

#[test]
fn a_secret_does_not_show_itself() {
    let shared_secret = Some(SecretString::from(SECRET));
    let shown = format!("{:?}", Settings { shared_secret, ..Settings::of(ISSUER) });
    assert!(!shown.contains(SECRET), "{shown}");
}
