//! Data keys: one root secret, and keys that come back as they went in.

use parlor_auth::ports::{ROOT_TAKEN, SealedKey};

use super::fixtures::{Subject, at, conflict, one_was_first, unique};
use crate::at_once;

// There is one root secret for each store, so on a new store these tell most in this order.
super::cases![
    a_root_secret_whose_work_is_dropped_leaves_the_place_free,
    one_instance_of_several_at_once_sets_the_root_secret,
    the_first_root_secret_stays,
    keys_come_back_oldest_first_and_byte_for_byte,
    a_key_that_is_removed_is_gone_and_no_other,
    a_key_that_is_sealed_anew_keeps_everything_else,
    another_root_secret_takes_the_place_of_the_first,
];

fn a_root_secret_whose_work_is_dropped_leaves_the_place_free(subject: &Subject) {
    let before = subject.abandon(|work| work.keys().lock_root().unwrap());
    let outcome = subject.abandon(|work| work.keys().set_root("dropped").is_ok());
    assert_eq!(outcome, before.is_none());
    assert_eq!(subject.abandon(|work| work.keys().lock_root().unwrap()), before);
}

fn one_instance_of_several_at_once_sets_the_root_secret(subject: &Subject) {
    let is_new = subject.abandon(|work| work.keys().lock_root().unwrap()).is_none();
    let mut outcomes = at_once(8, |number| {
        let mut work = subject.store.write().unwrap();
        work.keys().set_root(&format!("instance {number}")).and_then(|()| work.commit())
    });
    if !is_new {
        outcomes.push(Ok(()));
    }
    one_was_first(outcomes, ROOT_TAKEN);
}

fn the_first_root_secret_stays(subject: &Subject) {
    let check = "it's a \"check\" 🎈";
    let first = subject.commit(|work| {
        if work.keys().lock_root()?.is_none() {
            work.keys().set_root(check)?;
        }
        work.keys().lock_root()
    });
    assert!(first.is_some());
    let second = subject.abandon(|work| conflict(work.keys().set_root(check)));
    assert_eq!(second, ROOT_TAKEN);
    let other = subject.abandon(|work| conflict(work.keys().set_root("another")));
    assert_eq!(other, ROOT_TAKEN);
    assert_eq!(subject.abandon(|work| work.keys().lock_root().unwrap()), first);
}

fn keys_come_back_oldest_first_and_byte_for_byte(subject: &Subject) {
    let purpose = unique("purpose");
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let made = |number: u8, sealed: &[u8]| SealedKey {
        // The names sort the other way round.
        name: format!("{}-{}", 9 - number, unique("it's a \"key\" 🎈")),
        purpose: purpose.clone(),
        sealed: sealed.to_vec(),
        made_at: at(number.into()),
    };
    let keys = [made(1, &every_byte), made(2, &[]), made(3, &[0, 0])];
    for key in &keys {
        subject.commit(|work| work.keys().add(key));
    }
    assert_eq!(of_purpose(subject, &purpose), keys);
}

fn a_key_that_is_removed_is_gone_and_no_other(subject: &Subject) {
    let (purpose, [one, two]) = two_keys(subject);
    for _ in 0..2 {
        subject.commit(|work| work.keys().remove(&one.name));
        assert_eq!(of_purpose(subject, &purpose), std::slice::from_ref(&two));
    }
}

fn a_key_that_is_sealed_anew_keeps_everything_else(subject: &Subject) {
    let (purpose, [one, two]) = two_keys(subject);
    subject.commit(|work| work.keys().reseal(&one.name, &[9, 0, 9]));
    let resealed = SealedKey { sealed: vec![9, 0, 9], ..one };
    assert_eq!(of_purpose(subject, &purpose), [resealed, two]);
}

fn another_root_secret_takes_the_place_of_the_first(subject: &Subject) {
    subject.abandon(|work| {
        if work.keys().lock_root().unwrap().is_none() {
            work.keys().set_root("first").unwrap();
        }
        work.keys().replace_root("it's \"another\"").unwrap();
        assert_eq!(work.keys().lock_root().unwrap().as_deref(), Some("it's \"another\""));
    });
}

/// Two keys of a purpose of their own, in the store.
fn two_keys(subject: &Subject) -> (String, [SealedKey; 2]) {
    let purpose = unique("purpose");
    let keys = [1, 2].map(|seconds| SealedKey {
        name: unique("key"),
        purpose: purpose.clone(),
        sealed: vec![1],
        made_at: at(seconds),
    });
    for key in &keys {
        subject.commit(|work| work.keys().add(key));
    }
    (purpose, keys)
}

fn of_purpose(subject: &Subject, purpose: &str) -> Vec<SealedKey> {
    let mut all = subject.abandon(|work| work.keys().all().unwrap());
    all.retain(|key| key.purpose == purpose);
    all
}
