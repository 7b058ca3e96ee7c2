//! Owners who switch their accounts off or delete them.

use std::convert::Infallible;

use parlor_auth::{
    Caller, Failure, LeaveAccount, RefreshError, SignInError, TokenPair, Unproven, deactivate_account,
    delete_account, operator,
};
use parlor_domain::{
    Account, AccountState, Actor, AppData, AuditEvent, AuditKind, ClientAddress, EndReason, JsonText,
    KnownClient, Login, LoginKey,
};
use parlor_testkit::{MemoryContext, at_once};

use crate::house::{
    ANN, BOB, HOUR, House, MINUTE, PASSWORD, WRONG, by_email, elsewhere, given, home, is_out, refusal,
    session_of,
};

fn deactivate(house: &MemoryContext, caller: &Caller) -> Result<(), Failure<Infallible>> {
    deactivate_account(&house.ctx, caller, home())
}

fn delete(house: &MemoryContext, caller: &Caller, password: Option<&str>) -> Result<(), Failure<Unproven>> {
    let command = LeaveAccount { password: password.map(given), address: home() };
    delete_account(&house.ctx, caller.clone(), command)
}

fn assert_out(house: &House, tokens: &TokenPair) {
    assert!(house.authenticate(&tokens.access).is_none());
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid);
}

#[test]
fn s32_whoever_switches_an_account_off_is_out_on_every_device_and_its_data_stay() {
    let house = House::new();
    let (own, other) = (house.ann(), house.ann());
    let before = house.account(ANN);
    let bobs = house.sign_in(BOB, PASSWORD).unwrap().tokens;
    deactivate(&house, &house.caller(&own)).unwrap();
    assert_out(&house, &own);
    assert_out(&house, &other);
    assert_eq!(refusal(house.sign_in_from(home(), ANN, PASSWORD)), SignInError::Refused);
    let after = house.account(ANN);
    assert_eq!(after.state, AccountState::Deactivated);
    assert_eq!(Account { state: AccountState::Active, ..after }, before);
    assert!(house.authenticate(&bobs.access).is_some());
}

#[test]
fn to_switch_off_is_recorded_with_its_session_and_with_each_that_it_ended() {
    let house = House::new();
    let own = house.ann();
    let caller = house.caller(&own);
    house.effects.take();
    deactivate(&house, &caller).unwrap();
    let event = |kind| AuditEvent {
        kind,
        actor: Actor::Account(caller.account.id, home()),
        account: Some(caller.account.id),
        session: Some(session_of(&own.refresh)),
    };
    let ended = AuditKind::SessionEnded(EndReason::Deactivated);
    assert_eq!(house.effects.take_units(), [vec![event(AuditKind::Deactivated), event(ended)]]);
}

#[test]
fn an_account_is_switched_off_without_a_password_however_old_the_sign_in() {
    let house = House::new();
    let tokens = house.ann();
    house.wait(HOUR / 2);
    deactivate(&house, &house.caller(&tokens)).unwrap();
    assert_eq!(house.account(ANN).state, AccountState::Deactivated);
}

#[test]
fn an_account_that_was_switched_off_by_its_owner_can_be_switched_on_again() {
    let house = House::new();
    let tokens = house.ann();
    deactivate(&house, &house.caller(&tokens)).unwrap();
    operator::activate(&house.ctx, &Login::parse(ANN)).unwrap();
    assert_out(&house, &tokens);
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn a_session_that_ended_after_it_was_let_in_switches_nothing_off() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.caller(&tokens);
    house.sign_out(&tokens.refresh);
    house.effects.take();
    assert!(is_out(&deactivate(&house, &caller)));
    assert_eq!((house.account(ANN).state, house.effects.take()), (AccountState::Active, vec![]));
}

#[test]
fn of_many_who_switch_an_account_off_at_once_one_does_and_it_is_recorded_once() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    house.effects.take();
    let done = at_once(20, |_| deactivate(&house, &caller).is_ok());
    assert_eq!(done.into_iter().filter(|done| *done).count(), 1);
    assert_eq!(
        house.effects.take_kinds(),
        [AuditKind::Deactivated, AuditKind::SessionEnded(EndReason::Deactivated)]
    );
}

#[test]
fn s32_after_deletion_every_token_fails_also_when_the_name_belongs_to_a_new_account() {
    let house = House::new();
    let (own, other) = (house.ann(), house.ann());
    let id = house.account(ANN).id;
    delete(&house, &house.caller(&own), Some(PASSWORD)).unwrap();
    assert_eq!(refusal(house.sign_in_from(home(), ANN, PASSWORD)), SignInError::Refused);
    let again = house.sign_up(by_email(ANN)).unwrap();
    assert_ne!(again.id, id);
    assert_out(&house, &own);
    assert_out(&house, &other);
    assert_eq!(house.ann().access_expires_at, house.now() + house.ctx.policy.sessions.access_ttl);
}

#[test]
fn a_deleted_account_leaves_nothing_behind_but_what_the_audit_log_says_of_it() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    let id = caller.account.id;
    let diary = AppData { public: None, private: Some(JsonText::stored("{}".into())) };
    house.store_as(|work| work.accounts().set_app_data(id, &diary).unwrap());
    house.guess(ANN, 5);
    delete(&house, &caller, None).unwrap();
    house.look(|reader| {
        let client = KnownClient::Address(home().network().unwrap());
        assert!(reader.accounts().by_login(&Login::parse(ANN)).unwrap().is_none());
        assert!(reader.sessions().with_account(caller.session.id).unwrap().is_none());
        assert!(reader.sessions().device(caller.session.id, house.now()).unwrap().is_none());
        assert_eq!(reader.accounts().app_data(id).unwrap(), AppData::default());
        assert_eq!(reader.lockouts().longest_lock(&LoginKey::Account(id)).unwrap(), None);
        assert!(!reader.known_clients().is_known(id, client, caller.account.created_at).unwrap());
    });
}

#[test]
fn what_the_audit_log_says_of_a_deleted_account_tells_no_address() {
    let house = House::new();
    let (own, other) = (house.ann(), house.ann());
    house.guess(ANN, 1);
    house.sign_in(BOB, PASSWORD).unwrap();
    let caller = house.caller(&own);
    house.effects.take();
    delete(&house, &caller, Some(PASSWORD)).unwrap();
    let id = caller.account.id;
    let event = |kind, session| AuditEvent {
        kind,
        actor: Actor::Account(id, ClientAddress::Unknown),
        account: Some(id),
        session,
    };
    let ended = AuditKind::SessionEnded(EndReason::Deleted);
    let mut sessions = [session_of(&own.refresh), session_of(&other.refresh)];
    sessions.sort_unstable();
    let [one, two] = sessions.map(|session| event(ended, Some(session)));
    assert_eq!(house.effects.take_units(), [vec![one, two, event(AuditKind::Deleted, None)]]);
    let recorded = house.recorded_of(id);
    assert!(recorded.len() > 5, "{recorded:?}");
    assert!(recorded.iter().all(|event| event.actor.address() == ClientAddress::Unknown), "{recorded:?}");
    let bobs = house.recorded_of(house.account(BOB).id);
    assert!(bobs.iter().all(|event| event.actor.address() != ClientAddress::Unknown), "{bobs:?}");
}

#[test]
fn s52_to_delete_an_account_touches_no_other() {
    let house = House::new();
    let bobs = house.sign_in_from(home(), BOB, PASSWORD).unwrap().tokens;
    let before = house.account(BOB);
    delete(&house, &house.caller(&house.ann()), None).unwrap();
    assert_eq!(house.account(BOB), before);
    assert!(house.authenticate(&bobs.access).is_some());
    house.guess(BOB, 5);
    assert!(house.sign_in_from(home(), BOB, PASSWORD).is_ok(), "his address is known still");
}

#[test]
fn a_wrong_password_deletes_nothing() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    let before = house.account(ANN);
    for _ in 1..5 {
        assert_eq!(refusal(delete(&house, &caller, Some(WRONG))), Unproven::Wrong);
    }
    let until = house.now() + house.ctx.policy.lockout.duration;
    for password in [WRONG, PASSWORD] {
        assert_eq!(refusal(delete(&house, &caller, Some(password))), Unproven::Locked { until });
    }
    assert_eq!(house.account(ANN), before);
    house.wait(15 * MINUTE);
    delete(&house, &caller, Some(PASSWORD)).unwrap();
}

#[test]
fn an_account_is_deleted_once_however_many_ask_at_once() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    let outcomes = at_once(20, |_| delete(&house, &caller, None));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| is_out(outcome)).count(), 19);
    let kinds: Vec<_> = house.recorded_of(caller.account.id).into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == AuditKind::Deleted).count(), 1);
}

#[test]
fn nobody_switches_off_what_was_deleted_meanwhile() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    delete(&house, &caller, None).unwrap();
    let recorded = house.recorded_of(caller.account.id);
    assert!(is_out(&deactivate(&house, &caller)));
    assert_eq!(house.recorded_of(caller.account.id), recorded);
}

#[test]
fn a_sign_in_under_way_when_the_account_is_deleted_opens_nothing() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    let house = house.meanwhile(move |other| delete(&other, &caller, None).unwrap());
    assert_eq!(refusal(house.sign_in_from(elsewhere(), ANN, PASSWORD)), SignInError::Refused);
}
