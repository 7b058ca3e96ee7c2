//! Signing keys that follow one another while instances run.

use std::sync::Arc;
use std::time::Duration;

use parlor_auth::Failure;
use parlor_auth::keys::{
    KeyContext, KeyRing, KeysError, NewSigningKey, SigningAlgorithm, reopen, rotate_signing, unlock,
};
use parlor_auth::ports::Store;
use parlor_auth::sweep;
use parlor_domain::ports::Clock;
use parlor_domain::{Actor, AuditEvent, AuditKind};
use parlor_testkit::{FixedClock, MemoryContext, MemoryStore, PlainVault, RecordedEffects, SeededRandom};

use crate::house::refusal;
use crate::stand_ins::Unreachable;

const ALGORITHM: SigningAlgorithm = SigningAlgorithm::Es256;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Instances on one store, with the same secret and clock.
struct Instances {
    store: MemoryStore,
    effects: Arc<RecordedEffects>,
    clock: FixedClock,
    random: SeededRandom,
    vault: PlainVault,
}

impl Instances {
    fn new() -> Self {
        let effects = Arc::new(RecordedEffects::default());
        let instances = Self {
            store: MemoryStore::new(effects.clone()),
            effects,
            clock: FixedClock::default(),
            random: SeededRandom::default(),
            vault: PlainVault::with("secret"),
        };
        unlock(&instances.ctx(), Some(ALGORITHM)).unwrap();
        instances
    }

    fn ctx(&self) -> KeyContext<'_> {
        KeyContext {
            store: &self.store,
            vault: &self.vault,
            clock: &self.clock,
            random: &self.random,
            access_ttl: Duration::from_secs(50 * MINUTE),
        }
    }

    fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    fn rotate(&self) -> NewSigningKey {
        rotate_signing(&self.ctx(), ALGORITHM).unwrap()
    }

    /// The keys of an instance that runs, and of one that starts now, which are the same.
    fn ring(&self) -> KeyRing {
        let ring = reopen(&self.ctx()).unwrap();
        assert_eq!(shown(&ring), shown(&unlock(&self.ctx(), Some(ALGORITHM)).unwrap()));
        ring
    }
}

/// Each signing key's name, and whether it signs.
fn shown(ring: &KeyRing) -> Vec<(String, bool)> {
    ring.signing.iter().map(|key| (key.kid.clone(), key.signs)).collect()
}

#[test]
fn s38_running_instances_publish_a_new_key_at_once_sign_with_it_later_and_drop_the_old_one_last() {
    let instances = Instances::new();
    let old = instances.ring().signing[0].kid.clone();
    let refresh = instances.ring().refresh;
    instances.wait(30 * DAY);

    let new = instances.rotate();
    assert_eq!(new.signs_from, instances.clock.now() + Duration::from_secs(HOUR));
    let new = new.kid;
    let both = |old_signs, new_signs| vec![(old.clone(), old_signs), (new.clone(), new_signs)];
    assert_eq!(shown(&instances.ring()), both(true, false));
    instances.wait(HOUR - 1);
    assert_eq!(shown(&instances.ring()), both(true, false));
    instances.wait(1);
    assert_eq!(shown(&instances.ring()), both(false, true));
    instances.wait(55 * MINUTE - 1);
    assert_eq!(shown(&instances.ring()), both(false, true));
    instances.wait(1);
    assert_eq!(shown(&instances.ring()), [(new, true)]);
    assert_eq!(instances.ring().refresh, refresh, "refresh tokens are good as before");
}

#[test]
fn a_rotation_is_recorded_as_the_operator_s() {
    let instances = Instances::new();
    instances.effects.take();
    instances.rotate();
    let event =
        AuditEvent { kind: AuditKind::SigningKeyAdded, actor: Actor::Operator, account: None, session: None };
    assert_eq!(instances.effects.take(), [event]);
}

#[test]
fn the_first_key_of_an_algorithm_signs_at_once() {
    let instances = Instances::new();
    let first = rotate_signing(&instances.ctx(), SigningAlgorithm::EdDsa).unwrap();
    assert_eq!(first.signs_from, instances.clock.now());
    let ring = instances.ring();
    let signing = ring.signing.iter().filter(|key| key.signs).map(|key| key.algorithm);
    assert_eq!(signing.collect::<Vec<_>>(), [SigningAlgorithm::Es256, SigningAlgorithm::EdDsa]);
}

#[test]
fn another_root_secret_adds_no_key_and_opens_none() {
    let instances = Instances::new();
    let before = shown(&instances.ring());
    let vault = PlainVault::with("another");
    let other = KeyContext { vault: &vault, ..instances.ctx() };
    assert_eq!(refusal(rotate_signing(&other, ALGORITHM)), KeysError::OtherRootSecret);
    assert_eq!(refusal(reopen(&other)), KeysError::OtherRootSecret);
    assert_eq!(shown(&instances.ring()), before);
}

#[test]
fn a_store_without_keys_is_given_none_by_those_that_look_for_them() {
    let instances = Instances::new();
    let empty = MemoryStore::new(Arc::new(RecordedEffects::default()));
    let ctx = KeyContext { store: &empty, ..instances.ctx() };
    assert_eq!(refusal(reopen(&ctx)), KeysError::OtherRootSecret);
    assert_eq!(refusal(rotate_signing(&ctx, ALGORITHM)), KeysError::OtherRootSecret);
    assert!(empty.write().unwrap().keys().all().unwrap().is_empty());
}

#[test]
fn a_store_that_cannot_be_reached_is_said() {
    let instances = Instances::new();
    let ctx = KeyContext { store: &Unreachable, ..instances.ctx() };
    assert!(matches!(reopen(&ctx), Err(Failure::Store(_))));
    assert!(matches!(rotate_signing(&ctx, ALGORITHM), Err(Failure::Store(_))));
}

#[test]
fn a_key_that_is_over_is_removed_a_day_later() {
    let house = MemoryContext::new();
    let vault = PlainVault::with("secret");
    let ctx = KeyContext {
        store: house.ctx.store.as_ref(),
        vault: &vault,
        clock: house.ctx.clock.as_ref(),
        random: house.ctx.random.as_ref(),
        access_ttl: house.ctx.policy.sessions.access_ttl,
    };
    let wait = |seconds| house.clock.advance(Duration::from_secs(seconds));
    let old = unlock(&ctx, Some(ALGORITHM)).unwrap().signing[0].kid.clone();
    rotate_signing(&ctx, ALGORITHM).unwrap();
    let names = || {
        let keys = house.ctx.store.write().unwrap().keys().all().unwrap();
        keys.into_iter().map(|key| key.name).collect::<Vec<_>>()
    };
    wait(HOUR + 55 * MINUTE + DAY - 1);
    assert_eq!(sweep(&house.ctx).unwrap(), 0);
    assert_eq!(names().len(), 6);
    wait(1);
    assert_eq!(sweep(&house.ctx).unwrap(), 1);
    assert_eq!(names().len(), 5);
    assert!(!names().contains(&old));
    let left = reopen(&ctx).unwrap();
    assert!(left.signing.iter().all(|key| key.signs) && !left.refresh.is_empty());
    wait(1_000 * DAY);
    assert_eq!(sweep(&house.ctx).unwrap(), 0, "what signs stays");
}
