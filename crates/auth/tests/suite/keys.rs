//! The data keys, from the first start on.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use parlor_auth::Failure;
use parlor_auth::keys::{
    KeyContext, KeyRing, KeysError, REFRESH_KEY_BYTES, SigningAlgorithm, is_new, opens, unlock,
};
use parlor_auth::ports::{SealedKey, Store};
use parlor_domain::ports::{Clock, Random};
use parlor_testkit::{FixedClock, MemoryStore, PlainVault, RecordedEffects, SeededRandom, at_once};

use crate::house::refusal;
use crate::stand_ins::Outrun;

const ES256: Option<SigningAlgorithm> = Some(SigningAlgorithm::Es256);
const ED_DSA: Option<SigningAlgorithm> = Some(SigningAlgorithm::EdDsa);

fn store() -> MemoryStore {
    MemoryStore::new(Arc::new(RecordedEffects::default()))
}

/// Starts an instance whose randomness and clock are its own.
fn start(
    store: &dyn Store,
    secret: &str,
    seed: u64,
    algorithm: Option<SigningAlgorithm>,
) -> Result<KeyRing, Failure<KeysError>> {
    let clock = FixedClock::default();
    clock.advance(Duration::from_secs(seed));
    let ctx = KeyContext {
        store,
        vault: &PlainVault::with(secret),
        clock: &clock,
        random: &SeededRandom::from_seed(seed),
        access_ttl: Duration::from_secs(50 * 60),
    };
    unlock(&ctx, algorithm)
}

/// All keys of a ring with their names, the refresh key last.
fn shown(ring: &KeyRing) -> Vec<(&str, &[u8])> {
    let signing = ring.signing.iter().map(|key| (key.kid.as_str(), key.pkcs8.as_slice()));
    signing.chain([("refresh", ring.refresh.as_slice())]).collect()
}

#[test]
fn the_first_start_makes_a_signing_key_and_a_refresh_key() {
    let store = store();
    let ring = start(&store, "secret", 1, ES256).unwrap();
    assert_eq!(ring.signing.len(), 1);
    assert_eq!(ring.signing[0].algorithm, SigningAlgorithm::Es256);
    assert_eq!(ring.signing[0].pkcs8, b"ES256 key 0 of secret");
    assert_eq!(ring.signing[0].kid.len(), 16);
    let mut drawn = vec![0; REFRESH_KEY_BYTES];
    SeededRandom::from_seed(1).fill(&mut drawn);
    assert_eq!(ring.refresh, drawn);
}

#[test]
fn every_later_start_opens_the_same_keys() {
    let store = store();
    let first = start(&store, "secret", 1, ES256).unwrap();
    for seed in 2..4 {
        assert_eq!(shown(&start(&store, "secret", seed, ES256).unwrap()), shown(&first));
    }
}

#[test]
fn another_root_secret_is_refused_and_changes_nothing() {
    let store = store();
    let first = start(&store, "secret", 1, ES256).unwrap();
    assert_eq!(refusal(start(&store, "another", 2, ED_DSA)), KeysError::OtherRootSecret);
    assert_eq!(shown(&start(&store, "secret", 3, ES256).unwrap()), shown(&first));
}

#[test]
fn an_algorithm_chosen_later_gets_a_key_beside_the_old_one() {
    let store = store();
    let first = start(&store, "secret", 1, ES256).unwrap();
    let second = start(&store, "secret", 2, ED_DSA).unwrap();
    assert_eq!(second.refresh, first.refresh);
    let algorithms: Vec<_> = second.signing.iter().map(|key| key.algorithm).collect();
    assert_eq!(algorithms, [SigningAlgorithm::Es256, SigningAlgorithm::EdDsa]);
    assert_eq!(second.signing[0].kid, first.signing[0].kid);
    assert_ne!(second.signing[1].kid, first.signing[0].kid);
    assert_eq!(shown(&start(&store, "secret", 3, ES256).unwrap()), shown(&second), "and back again");
}

#[test]
fn where_no_key_of_our_own_signs_none_is_made() {
    let store = store();
    let ring = start(&store, "secret", 1, None).unwrap();
    assert_eq!((ring.signing.len(), ring.refresh.len()), (0, REFRESH_KEY_BYTES));
}

#[test]
fn s16_keys_are_stored_sealed_under_their_own_names() {
    let store = store();
    start(&store, "secret", 1, ES256).unwrap();
    let stored = store.write().unwrap().keys().all().unwrap();
    let names: HashSet<_> = stored.iter().map(|key| key.name.clone()).collect();
    assert_eq!((stored.len(), names.len()), (5, 5));
    for key in stored {
        assert!(key.sealed.starts_with(format!("secret|{}|", key.name).as_bytes()));
    }
}

#[test]
fn a_key_that_does_not_open_stops_the_start() {
    let store = store();
    start(&store, "secret", 1, ES256).unwrap();
    let damaged = SealedKey {
        name: "k".into(),
        purpose: "sign:ES256".into(),
        sealed: b"junk".to_vec(),
        made_at: FixedClock::default().now(),
    };
    let mut work = store.write().unwrap();
    work.keys().add(&damaged).unwrap();
    work.commit().unwrap();
    assert!(matches!(start(&store, "secret", 2, ES256), Err(Failure::Unexpected(_))));
}

#[test]
fn whether_a_root_secret_opens_the_keys_can_be_asked() {
    let store = store();
    start(&store, "secret", 1, ES256).unwrap();
    let mut keys = store.write().unwrap().keys().all().unwrap();
    let check = store.write().unwrap().keys().lock_root().unwrap().unwrap();
    assert!(opens(&PlainVault::with("secret"), &check, &keys).is_ok());
    assert_eq!(refusal(opens(&PlainVault::with("another"), &check, &keys)), KeysError::OtherRootSecret);
    keys[1].sealed = b"junk".to_vec();
    assert!(matches!(opens(&PlainVault::with("secret"), &check, &keys), Err(Failure::Unexpected(_))));
}

#[test]
fn a_store_is_new_until_its_first_keys_are_made() {
    let store = store();
    assert!(is_new(&store).unwrap());
    assert!(is_new(&store).unwrap(), "asking changes nothing");
    start(&store, "secret", 1, ES256).unwrap();
    assert!(!is_new(&store).unwrap());
}

#[test]
fn instances_that_start_together_have_the_same_keys() {
    let store = store();
    let rings = at_once(8, |number| start(&store, "secret", u64::try_from(number).unwrap(), ES256).unwrap());
    assert!(rings.iter().all(|ring| shown(ring) == shown(&rings[0])));
    assert_eq!(rings[0].signing.len(), 1);
}

#[test]
fn an_instance_that_was_outrun_opens_the_keys_of_the_one_that_was_first() {
    let store = Outrun::by(store(), |store| drop(start(store, "secret", 1, ES256).unwrap()));
    let outrun = start(&store, "secret", 2, ES256).unwrap();
    assert_eq!(shown(&start(&store, "secret", 3, ES256).unwrap()), shown(&outrun));
    let mut drawn_by_the_first = vec![0; REFRESH_KEY_BYTES];
    SeededRandom::from_seed(1).fill(&mut drawn_by_the_first);
    assert_eq!(outrun.refresh, drawn_by_the_first);
}

#[test]
fn an_instance_that_was_outrun_by_one_with_another_secret_is_refused() {
    let store = Outrun::by(store(), |store| drop(start(store, "another", 1, ES256).unwrap()));
    assert_eq!(refusal(start(&store, "secret", 2, ES256)), KeysError::OtherRootSecret);
}
