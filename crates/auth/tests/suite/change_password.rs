//! Another password, by the owner.

use parlor_auth::{
    Caller, Change, ChangePassword, ChangePasswordError, ChangeProfile, Failure, RefreshError, SignInError,
    TokenPair, Unproven, change_password, change_profile,
};
use parlor_domain::{
    Actor, Attribute, AuditEvent, AuditKind, EndReason, PasswordFault, PersonName, Strictness,
};
use parlor_testkit::{MemoryContext, at_once};

use crate::house::{
    ANN, BOB, HOUR, House, PASSWORD, WRONG, elsewhere, given, home, is_out, refusal, session_of,
};

const NEW: &str = "another horse battery";

fn command(wanted: &str, current: Option<&str>) -> ChangePassword {
    let (wanted, current) = (given(wanted), current.map(given));
    ChangePassword { wanted, strictness: Strictness::Full, current, address: home() }
}

fn change(
    house: &MemoryContext,
    caller: &Caller,
    wanted: &str,
    current: Option<&str>,
) -> Result<(), Failure<ChangePasswordError>> {
    change_password(&house.ctx, caller.clone(), command(wanted, current))
}

fn weak(faults: &[PasswordFault]) -> ChangePasswordError {
    ChangePasswordError::Weak(faults.to_vec())
}

fn is_in(house: &House, tokens: &TokenPair) -> bool {
    house.authenticate(&tokens.access).is_some()
}

#[test]
fn the_new_password_is_the_only_one_that_opens() {
    for current in [Some(PASSWORD), None] {
        let house = House::new();
        let caller = house.caller(&house.ann());
        change(&house, &caller, NEW, current).unwrap();
        assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Refused);
        assert!(house.sign_in(ANN, NEW).is_ok());
        assert!(house.sign_in(BOB, PASSWORD).is_ok(), "Bob's stays");
    }
}

#[test]
fn s32_a_change_of_password_ends_the_other_sessions_and_the_own_goes_on() {
    let house = House::new();
    let (own, one, other) = (house.ann(), house.ann(), house.ann());
    let renewed = house.refresh(&one.refresh).unwrap();
    let bobs = house.sign_in(BOB, PASSWORD).unwrap().tokens;
    change(&house, &house.caller(&own), NEW, Some(PASSWORD)).unwrap();
    for tokens in [one, renewed, other] {
        assert!(!is_in(&house, &tokens));
        assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid);
    }
    assert!(is_in(&house, &own) && is_in(&house, &bobs));
    assert!(is_in(&house, &house.refresh(&own.refresh).unwrap()));
}

#[test]
fn a_change_is_recorded_with_its_session_and_with_each_that_it_ended() {
    let house = House::new();
    let (own, other) = (house.ann(), house.ann());
    let caller = house.caller(&own);
    house.effects.take();
    change(&house, &caller, NEW, Some(PASSWORD)).unwrap();
    let event = |kind, tokens: &TokenPair| AuditEvent {
        kind,
        actor: Actor::Account(caller.account.id, home()),
        account: Some(caller.account.id),
        session: Some(session_of(&tokens.refresh)),
    };
    let ended = AuditKind::SessionEnded(EndReason::PasswordSet);
    let expected = vec![event(AuditKind::PasswordChanged, &own), event(ended, &other)];
    assert_eq!(house.effects.take_units(), [expected]);
}

#[test]
fn s5_a_weak_password_is_refused_before_anything_is_compared_or_counted() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    let before = house.account(ANN);
    house.effects.take();
    let compared = house.passwords.checks();
    let refused = [
        ("sevench", vec![PasswordFault::TooShort(8)]),
        ("password", vec![PasswordFault::TooCommon]),
        ("4815162342108", vec![PasswordFault::EntirelyNumeric]),
        (
            "ann@example.com",
            vec![Attribute::Username, Attribute::Email].into_iter().map(PasswordFault::TooSimilar).collect(),
        ),
    ];
    for (wanted, faults) in refused {
        for current in [Some(WRONG), Some(PASSWORD), None] {
            assert_eq!(refusal(change(&house, &caller, wanted, current)), weak(&faults), "{wanted}");
        }
    }
    assert_eq!(house.passwords.checks(), compared);
    assert_eq!((house.account(ANN), house.effects.take()), (before, vec![]));
}

#[test]
fn s6_a_password_close_to_a_name_of_its_owner_is_refused() {
    let house = House::new();
    let tokens = house.ann();
    let named = ChangeProfile {
        last_name: Change::To(PersonName::parse("Featherstonehaugh").unwrap().unwrap()),
        ..ChangeProfile::of_nothing(home())
    };
    change_profile(&house.ctx, house.caller(&tokens), named).unwrap();
    let refused = refusal(change(&house, &house.caller(&tokens), "featherstonehaugh1", None));
    assert_eq!(refused, weak(&[PasswordFault::TooSimilar(Attribute::LastName)]));
}

#[test]
fn length_alone_counts_where_a_contract_asks_for_no_more() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    let lenient = |wanted: &str| {
        let command = ChangePassword { strictness: Strictness::LengthOnly, ..command(wanted, None) };
        change_password(&house.ctx, caller.clone(), command)
    };
    assert_eq!(refusal(lenient("sevench")), weak(&[PasswordFault::TooShort(8)]));
    lenient("password").unwrap();
    assert!(house.sign_in(ANN, "password").is_ok());
}

#[test]
fn a_change_forgets_no_client_and_lifts_no_lock_of_strangers() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    house.guess(ANN, 5);
    change(&house, &caller, NEW, Some(PASSWORD)).unwrap();
    assert!(matches!(refusal(house.sign_in(ANN, NEW)), SignInError::Locked { .. }));
    assert!(house.sign_in_from(home(), ANN, NEW).is_ok());
}

#[test]
fn a_sign_in_under_way_when_the_password_changes_opens_nothing() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    house.effects.take();
    let house = house.meanwhile(move |other| change(&other, &caller, NEW, None).unwrap());
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Refused);
    assert_eq!(house.effects.take_kinds(), [AuditKind::PasswordChanged, AuditKind::SignInFailed]);
}

#[test]
fn of_two_changes_at_once_in_one_session_one_is_made() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    let house = house.all_together(2);
    let wanted = ["the first to be wanted", "the other to be wanted"];
    let outcomes = at_once(2, |number| change(&house, &caller, wanted.get(number).unwrap(), Some(PASSWORD)));
    let made = outcomes.iter().position(Result::is_ok).unwrap();
    let refused: Vec<_> = outcomes.into_iter().filter(Result::is_err).map(refusal).collect();
    assert_eq!(refused, [ChangePasswordError::Unproven(Unproven::Wrong)]);
    let stored = house.account(ANN).password.unwrap();
    assert!(stored.as_str().ends_with(wanted.get(made).unwrap()));
}

#[test]
fn of_two_sessions_that_change_the_password_at_once_one_ends_the_other() {
    let house = House::new();
    let (one, other) = (house.ann(), house.ann());
    let callers = [house.caller(&one), house.caller(&other)];
    let house = house.all_together(2);
    let outcomes = at_once(2, |number| change(&house, callers.get(number).unwrap(), NEW, Some(PASSWORD)));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| is_out(outcome)).count(), 1);
    assert_ne!(is_in(&house, &one), is_in(&house, &other));
}

#[test]
fn a_password_wanted_again_is_taken_and_ends_the_other_sessions_all_the_same() {
    let house = House::new();
    let (own, other) = (house.ann(), house.ann());
    house.wait(HOUR / 2);
    change(&house, &house.caller(&own), PASSWORD, Some(PASSWORD)).unwrap();
    assert!(is_in(&house, &own) && !is_in(&house, &other));
    assert!(house.sign_in_from(elsewhere(), ANN, PASSWORD).is_ok());
}
