//! Showing within a session that it is still the owner who acts: by a sign-in not long ago, or by the
//! password. A change of password stands for all that asks for it.

use parlor_auth::{
    Caller, ChangePassword, ChangePasswordError, Failure, LeaveAccount, SignInError, StepUp, Unproven,
    change_password, delete_account,
};
use parlor_domain::{
    AccountState, Actor, AuditEvent, AuditKind, ClientAddress, Lifetime, NewAccount, NewSession, PersonNames,
    SessionId, Strictness,
};
use parlor_testkit::{MemoryContext, PlainPasswords};

use crate::house::{
    ANN, House, MINUTE, PASSWORD, WRONG, by_email, elsewhere, given, home, refusal, seconds_of,
};

const NEW: &str = "another horse battery";
const FRESH: u64 = 15 * MINUTE;

fn command(password: Option<&str>, address: ClientAddress) -> ChangePassword {
    let (wanted, current) = (given(NEW), password.map(given));
    ChangePassword { wanted, strictness: Strictness::Full, current, address }
}

/// Changes the password to [`NEW`], from elsewhere: a stranger's address, until Ann signs in from it.
pub fn prove(house: &House, caller: &Caller, password: Option<&str>) -> Result<(), Failure<Unproven>> {
    prove_from(elsewhere(), house, caller, password)
}

pub fn prove_from(
    address: ClientAddress,
    house: &MemoryContext,
    caller: &Caller,
    password: Option<&str>,
) -> Result<(), Failure<Unproven>> {
    let outcome = change_password(&house.ctx, caller.clone(), command(password, address));
    outcome.map_err(|failure| {
        failure.map(|refused| match refused {
            ChangePasswordError::Unproven(unproven) => unproven,
            ChangePasswordError::Weak(faults) => panic!("{faults:?}"),
        })
    })
}

pub fn ann(house: &House) -> Caller {
    let caller = house.caller(&house.ann());
    house.effects.take();
    caller
}

pub fn locked(house: &House) -> Unproven {
    Unproven::Locked { until: house.now() + seconds_of(15 * MINUTE) }
}

#[test]
fn s7_a_sign_in_of_less_than_fifteen_minutes_is_enough() {
    let house = House::new();
    let caller = ann(&house);
    house.wait(FRESH - 1);
    let compared = house.passwords.checks();
    prove(&house, &caller, None).unwrap();
    assert_eq!(house.passwords.checks(), compared);
}

#[test]
fn s7_after_fifteen_minutes_the_password_is_needed_and_is_enough() {
    let house = House::new();
    let before = house.account(ANN);
    let caller = ann(&house);
    house.wait(FRESH);
    assert_eq!(refusal(prove(&house, &caller, None)), Unproven::Stale);
    assert_eq!((house.account(ANN), house.effects.take()), (before, vec![]));
    prove(&house, &caller, Some(PASSWORD)).unwrap();
}

#[test]
fn s7_neither_a_refresh_nor_a_sign_in_on_another_device_makes_a_session_fresh() {
    let house = House::new();
    let tokens = house.ann();
    house.wait(FRESH);
    let renewed = house.refresh(&tokens.refresh).unwrap();
    house.ann();
    assert_eq!(refusal(prove(&house, &house.caller(&renewed), None)), Unproven::Stale);
}

#[test]
fn s7_an_account_is_deleted_for_its_owner_alone() {
    let house = House::new();
    let caller = ann(&house);
    house.wait(FRESH);
    let delete = |password: Option<&str>| {
        let command = LeaveAccount { password: password.map(given), address: elsewhere() };
        delete_account(&house.ctx, caller.clone(), command)
    };
    assert_eq!(refusal(delete(None)), Unproven::Stale);
    assert_eq!(refusal(delete(Some(WRONG))), Unproven::Wrong);
    assert_eq!(house.account(ANN).state, AccountState::Active);
    delete(Some(PASSWORD)).unwrap();
}

#[test]
fn s7_a_wrong_password_is_refused_however_fresh_the_sign_in_and_recorded() {
    let house = House::new();
    let before = house.account(ANN);
    let caller = ann(&house);
    assert_eq!(refusal(prove(&house, &caller, Some(WRONG))), Unproven::Wrong);
    let event = AuditEvent {
        kind: AuditKind::ProofFailed,
        actor: Actor::Account(before.id, elsewhere()),
        account: Some(before.id),
        session: Some(caller.session.id),
    };
    assert_eq!(house.effects.take(), [event]);
    assert_eq!(house.account(ANN), before);
}

#[test]
fn s22_the_fifth_wrong_password_within_a_session_locks_and_the_session_goes_on() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.caller(&tokens);
    house.effects.take();
    for _ in 1..5 {
        assert_eq!(refusal(prove(&house, &caller, Some(WRONG))), Unproven::Wrong);
    }
    let locked = locked(&house);
    assert_eq!(refusal(prove(&house, &caller, Some(WRONG))), locked);
    let kinds = house.effects.take_kinds();
    assert_eq!(kinds[..4], [AuditKind::ProofFailed; 4]);
    assert_eq!(kinds[4..], [AuditKind::Locked]);

    house.wait(15 * MINUTE - 1);
    let compared = house.passwords.checks();
    for password in [WRONG, PASSWORD] {
        assert_eq!(refusal(prove(&house, &caller, Some(password))), locked);
    }
    assert_eq!((house.passwords.checks(), house.effects.take()), (compared, vec![]));
    assert!(house.authenticate(&tokens.access).is_some());
    house.wait(1);
    prove(&house, &caller, Some(PASSWORD)).unwrap();
}

#[test]
fn a_lock_does_not_ask_a_fresh_sign_in_for_a_password() {
    let house = House::new();
    let caller = ann(&house);
    house.guess(ANN, 5);
    assert_eq!(refusal(prove(&house, &caller, Some(PASSWORD))), locked(&house));
    prove(&house, &caller, None).unwrap();
}

#[test]
fn s22_wrong_passwords_count_together_inside_and_outside_of_a_session() {
    let house = House::new();
    let caller = ann(&house);
    house.guess(ANN, 4);
    assert_eq!(refusal(prove(&house, &caller, Some(WRONG))), locked(&house));

    let house = House::new();
    let caller = ann(&house);
    for _ in 1..5 {
        refusal(prove(&house, &caller, Some(WRONG)));
    }
    let Unproven::Locked { until } = locked(&house) else { panic!("it is a lock") };
    assert_eq!(refusal(house.sign_in(ANN, WRONG)), SignInError::Locked { until });
}

#[test]
fn s22_strangers_who_lock_do_not_keep_an_owner_at_a_known_address_from_acting() {
    let house = House::new();
    let caller = ann(&house);
    house.guess(ANN, 5);
    prove_from(home(), &house, &caller, Some(PASSWORD)).unwrap();
    assert!(matches!(refusal(house.sign_in(ANN, NEW)), SignInError::Locked { .. }), "strangers stay out");
}

#[test]
fn a_right_password_sets_the_count_back() {
    let house = House::new();
    let caller = ann(&house);
    house.guess(ANN, 4);
    prove(&house, &caller, Some(PASSWORD)).unwrap();
    assert_eq!(refusal(house.sign_in(ANN, WRONG)), SignInError::Refused);
}

#[test]
fn a_hash_that_is_outdated_proves_as_well() {
    let house = House::new();
    let id = house.account(ANN).id;
    let tokens = house.ann();
    house.store_as(|work| work.accounts().set_password(id, &PlainPasswords::outdated(PASSWORD)).unwrap());
    house.wait(FRESH);
    let caller = house.caller(&tokens);
    prove(&house, &caller, Some(PASSWORD)).unwrap();
}

#[test]
fn s7_an_account_without_a_password_has_none_that_proves_it() {
    let house = House::new();
    let new = NewAccount {
        identifiers: by_email("cleo@example.com"),
        email_verified_at: None,
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        password: None,
        state: AccountState::Active,
        is_admin: false,
        created_at: house.now(),
    };
    house.store_as(|work| {
        let id = work.accounts().insert(&new).unwrap().id;
        let policy = &house.ctx.policy.sessions;
        let opened = NewSession::open(SessionId(7), id, Lifetime::Contract, policy, house.now());
        work.sessions().open(&opened).unwrap();
    });
    let found = house.look(|reader| reader.sessions().with_account(SessionId(7)).unwrap().unwrap());
    let caller = Caller { account: found.1, session: found.0 };
    for password in ["", PASSWORD, "plain$"] {
        assert_eq!(refusal(prove(&house, &caller, Some(password))), Unproven::Wrong);
    }
    prove(&house, &caller, None).unwrap();
    assert!(house.sign_in("cleo@example.com", NEW).is_ok());
}

#[test]
fn s74_no_password_stands_in_what_is_recorded_or_shown() {
    let house = House::new();
    let caller = ann(&house);
    refusal(prove(&house, &caller, Some(WRONG)));
    prove(&house, &caller, Some(PASSWORD)).unwrap();
    let shown = format!(
        "{:?} {:?} {caller:?} {:?} {:?}",
        house.store.journal(),
        command(Some(PASSWORD), home()),
        LeaveAccount { password: Some(given(PASSWORD)), address: home() },
        StepUp { password: given(PASSWORD), address: home() },
    );
    for secret in [PASSWORD, WRONG, NEW, "plain$"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
