//! Keys of other back ends: found by their secret alone, taken back once, and their use noted now and then.

use std::time::Duration;

use parlor_auth::ports::NewServiceKey;
use parlor_domain::{Scope, Scopes, ServiceKey, ServiceKeyName, ServiceSecret};

use super::fixtures::{MICROSECOND, Subject, at, unique};

super::cases![
    a_key_is_found_by_its_secret_and_by_nothing_else,
    keys_are_listed_newest_first_a_page_at_a_time,
    a_key_is_taken_back_once_and_still_known,
    a_use_is_noted_unless_one_was_of_late,
];

/// A secret that no other case has.
fn secret() -> ServiceSecret {
    let word = unique("secret");
    let mut bytes = [0; 24];
    for (byte, letter) in bytes.iter_mut().zip(word.bytes().rev()) {
        *byte = letter;
    }
    ServiceSecret::drawn(bytes)
}

fn add(subject: &Subject, secret: ServiceSecret) -> ServiceKey {
    let name = ServiceKeyName::parse("it's a \"table\" 🎈").unwrap();
    let scopes = Scopes::of([Scope::WalletWrite, Scope::AccountsRead]);
    subject.commit(|work| work.service_keys().add(&NewServiceKey { secret, name, scopes, created_at: at(1) }))
}

fn find(subject: &Subject, secret: &ServiceSecret) -> Option<ServiceKey> {
    subject.store.read().unwrap().service_keys().by_secret(secret).unwrap()
}

fn a_key_is_found_by_its_secret_and_by_nothing_else(subject: &Subject) {
    let (one, other) = (secret(), secret());
    assert_eq!(find(subject, &one), None);
    let key = add(subject, one);
    assert_eq!(key.scopes, Scopes::of([Scope::AccountsRead, Scope::WalletWrite]));
    assert_eq!((key.created_at, key.last_used_at, key.revoked_at), (at(1), None, None));
    assert_eq!(key.name.as_str(), "it's a \"table\" 🎈");
    assert_eq!(find(subject, &one), Some(key));
    assert_eq!(find(subject, &other), None);
}

fn keys_are_listed_newest_first_a_page_at_a_time(subject: &Subject) {
    let keys = [add(subject, secret()), add(subject, secret()), add(subject, secret())];
    let page = |after, most| subject.store.read().unwrap().service_keys().page(after, most).unwrap();
    let [oldest, middle, newest] = &keys;
    let after = |key: &ServiceKey| page(Some(key.id), 1).into_iter().next();
    assert_eq!(after(newest).as_ref(), Some(middle));
    assert_eq!(after(middle).as_ref(), Some(oldest));
    let all = page(None, 1_000);
    assert!(all.is_sorted_by(|one, next| one.id > next.id));
    assert!(keys.iter().all(|key| all.contains(key)));
    assert!(page(None, 0).is_empty());
}

fn a_key_is_taken_back_once_and_still_known(subject: &Subject) {
    let (one, other) = (secret(), secret());
    let (key, spared) = (add(subject, one), add(subject, other));
    assert!(subject.commit(|work| work.service_keys().revoke(key.id, at(5))));
    assert!(!subject.commit(|work| work.service_keys().revoke(key.id, at(6))));
    assert_eq!(find(subject, &one), Some(ServiceKey { revoked_at: Some(at(5)), ..key }));
    assert_eq!(find(subject, &other), Some(spared));
}

fn a_use_is_noted_unless_one_was_of_late(subject: &Subject) {
    let (one, other) = (secret(), secret());
    let (key, spared) = (add(subject, one), add(subject, other));
    let minute = Duration::from_secs(60);
    let shown = |now| {
        subject.store.renew().unwrap().use_key(key.id, now - minute, now).unwrap();
        find(subject, &one).unwrap().last_used_at
    };
    assert_eq!(shown(at(100)), Some(at(100)));
    assert_eq!(shown(at(160) - MICROSECOND), Some(at(100)));
    assert_eq!(shown(at(160)), Some(at(160)));
    assert_eq!(find(subject, &other), Some(spared));
}
