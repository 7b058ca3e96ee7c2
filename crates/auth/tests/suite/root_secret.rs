//! A root secret that is replaced, and one that was lost.

use std::time::Duration;

use parlor_auth::Failure;
use parlor_auth::keys::{
    KeyContext, KeyRing, KeysError, RotationError, SecretRotation, SigningAlgorithm, reset_secret,
    rotate_secret, rotate_signing, unlock,
};
use parlor_auth::ports::SealedKey;
use parlor_domain::{AuditKind, EndReason};
use parlor_testkit::PlainVault;

use crate::house::{ANN, BOB, House, PASSWORD, home, refusal};

const ALGORITHM: Option<SigningAlgorithm> = Some(SigningAlgorithm::Es256);

/// A house whose keys are sealed by `old`.
fn house() -> House {
    let house = House::new();
    let vault = PlainVault::with("old");
    unlock(&ctx(&house, &vault), ALGORITHM).unwrap();
    rotate_signing(&ctx(&house, &vault), SigningAlgorithm::Es256).unwrap();
    house.effects.take();
    house
}

fn ctx<'c>(house: &'c House, vault: &'c PlainVault) -> KeyContext<'c> {
    KeyContext {
        store: house.ctx.store.as_ref(),
        vault,
        clock: house.ctx.clock.as_ref(),
        random: house.ctx.random.as_ref(),
        access_ttl: Duration::from_secs(3_000),
    }
}

fn rotate(house: &House, previous: &str, new: &str) -> Result<SecretRotation, Failure<RotationError>> {
    rotate_secret(&ctx(house, &PlainVault::with(new)), &PlainVault::with(previous))
}

fn ring(house: &House, secret: &str) -> Result<KeyRing, Failure<KeysError>> {
    unlock(&ctx(house, &PlainVault::with(secret)), ALGORITHM)
}

fn opened(ring: &KeyRing) -> Vec<(&str, bool, &[u8])> {
    let signing = ring.signing.iter().map(|key| (key.kid.as_str(), key.signs, key.pkcs8.as_slice()));
    let random = [("refresh", true, ring.refresh.as_slice()), ("mail", true, ring.mail.as_slice())];
    signing.chain(random).collect()
}

fn stored(house: &House) -> (Option<String>, Vec<SealedKey>) {
    let mut work = house.ctx.store.write().unwrap();
    (work.keys().lock_root().unwrap(), work.keys().all().unwrap())
}

#[test]
fn the_new_secret_opens_the_same_keys_and_the_old_one_none() {
    let house = house();
    let before = ring(&house, "old").unwrap();
    assert_eq!(rotate(&house, "old", "new").unwrap(), SecretRotation::Done(stored(&house).1.len()));
    assert_eq!(opened(&ring(&house, "new").unwrap()), opened(&before));
    assert_eq!(refusal(ring(&house, "old")), KeysError::OtherRootSecret);
    assert!(stored(&house).1.iter().all(|key| key.sealed.starts_with(b"new|")));
    assert_eq!(house.effects.take_kinds(), [AuditKind::SecretRotated]);
}

#[test]
fn doing_it_again_says_that_it_is_done() {
    let house = house();
    rotate(&house, "old", "new").unwrap();
    let after = stored(&house);
    for previous in ["old", "new", "another"] {
        assert_eq!(rotate(&house, previous, "new").unwrap(), SecretRotation::DoneBefore);
    }
    assert_eq!(stored(&house), after);
}

#[test]
fn a_wrong_previous_secret_changes_nothing() {
    let house = house();
    let before = stored(&house);
    assert_eq!(refusal(rotate(&house, "another", "new")), RotationError::WrongPrevious);
    assert_eq!(stored(&house), before);
    assert_eq!(house.effects.take_kinds(), []);
}

#[test]
fn a_key_that_does_not_open_leaves_all_as_they_are() {
    let house = house();
    house.store_as(|work| {
        let name = work.keys().all().unwrap().pop().unwrap().name;
        work.keys().reseal(&name, b"junk").unwrap();
    });
    let before = stored(&house);
    assert!(matches!(rotate(&house, "old", "new"), Err(Failure::Unexpected(_))));
    assert_eq!(stored(&house), before);
}

#[test]
fn where_there_are_no_keys_there_is_nothing_to_do() {
    assert_eq!(refusal(rotate(&House::new(), "old", "new")), RotationError::NoKeys);
}

#[test]
fn a_lost_secret_makes_all_keys_anew_and_ends_every_session() {
    let house = house();
    let before = ring(&house, "old").unwrap();
    let sessions = [ANN, BOB].map(|email| house.sign_in_from(home(), email, PASSWORD).unwrap());
    house.effects.take();

    let vault = PlainVault::with("new");
    assert_eq!(reset_secret(&ctx(&house, &vault), ALGORITHM).unwrap(), 2);
    assert_eq!(house.effects.take_kinds(), [AuditKind::SecretReset]);
    assert_eq!(refusal(ring(&house, "old")), KeysError::OtherRootSecret);
    let after = ring(&house, "new").unwrap();
    assert_eq!((after.signing.len(), stored(&house).1.len()), (1, 5));
    assert!(after.signing[0].signs, "the first key of its kind");
    assert!(before.signing.iter().all(|key| key.kid != after.signing[0].kid));
    assert_ne!(after.refresh, before.refresh);
    assert_ne!(after.mail, before.mail);
    for signed_in in sessions {
        let session = house.session(&signed_in.tokens.refresh).ended;
        assert_eq!(session.map(|(_, reason)| reason), Some(EndReason::Operator));
    }
    assert!(house.sign_in_from(home(), ANN, PASSWORD).is_ok(), "accounts stay");
}

#[test]
fn a_reset_where_nothing_was_kept_yet_is_a_first_start() {
    let house = House::new();
    assert_eq!(reset_secret(&ctx(&house, &PlainVault::with("new")), None).unwrap(), 0);
    assert!(ring(&house, "new").unwrap().signing[0].signs);
}
