//! An email as its owner wishes it, and a sign-in that tells an unknown name from a wrong password.

use parlor_auth::{
    Caller, EmailChangeError, EmailProof, Failure, Origin, SignIn, TellingSignInError, Unproven, WishEmail,
    WishEmailError, sign_in_telling, wish_email,
};
use parlor_domain::{AccountState, AuditKind, EmailAddress, Login};

use crate::house::{ANN, BOB, House, MINUTE, PASSWORD, WRONG, by_username, given, home, refusal};

fn wish(
    house: &House,
    caller: &Caller,
    wanted: Option<&str>,
    password: Option<&str>,
) -> Result<(), Failure<WishEmailError>> {
    let wanted = wanted.map(|raw| EmailAddress::parse(raw).unwrap());
    let command = WishEmail { wanted, password: password.map(given), address: home() };
    wish_email(&house.ctx, caller.clone(), command)
}

/// Somebody who has a username alone, signed in.
fn cleo(house: &House) -> Caller {
    house.sign_up(by_username("cleo")).unwrap();
    let opened = house.sign_in("cleo", PASSWORD).unwrap();
    let caller = house.caller(&opened.tokens);
    house.effects.take();
    caller
}

fn email(house: &House, name: &str) -> Option<String> {
    let account = house.account(name);
    account.email().map(|email| email.as_str().to_owned())
}

#[test]
fn a_first_email_is_set_unproved_and_taken_away_again() {
    let house = House::new();
    let caller = cleo(&house);
    wish(&house, &caller, Some("cleo@example.com"), None).unwrap();
    assert_eq!(email(&house, "cleo").as_deref(), Some("cleo@example.com"));
    assert_eq!(house.account("cleo").email_verified_at, None);
    let caller = house.caller(&house.sign_in("cleo", PASSWORD).unwrap().tokens);
    wish(&house, &caller, Some("CLEO@example.com"), None).expect("the present one is no change");
    wish(&house, &caller, None, None).unwrap();
    assert_eq!(email(&house, "cleo"), None);
    let changes = house.effects.take().into_iter().filter(|event| event.kind == AuditKind::EmailChanged);
    assert_eq!(changes.count(), 2);
}

#[test]
fn one_of_somebody_else_is_not_to_be_had() {
    let house = House::new();
    let caller = cleo(&house);
    assert_eq!(refusal(wish(&house, &caller, Some(ANN), None)), WishEmailError::Taken);
    assert_eq!(email(&house, "cleo"), None);
}

#[test]
fn another_email_is_asked_for_by_a_code() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    wish(&house, &caller, Some("anna@example.com"), None).unwrap();
    assert_eq!(email(&house, ANN).as_deref(), Some(ANN));
}

#[test]
fn where_every_email_is_proved_the_first_is_too() {
    let house = House::with(|kit| kit.ctx.policy.verified_email = true);
    let caller = cleo(&house);
    wish(&house, &caller, Some("cleo@example.com"), None).unwrap();
    assert_eq!(email(&house, "cleo"), None);
}

#[test]
fn a_username_that_is_the_email_keeps_it_from_being_taken_away() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    assert_eq!(refusal(wish(&house, &caller, None, None)), WishEmailError::CannotRemove);
    assert_eq!(email(&house, ANN).as_deref(), Some(ANN));
}

#[test]
fn s7_an_old_sign_in_wants_the_password() {
    let house = House::new();
    let caller = cleo(&house);
    house.wait(16 * MINUTE);
    let unproven = |outcome| match refusal(outcome) {
        WishEmailError::Change(EmailChangeError::Unproven(unproven)) => unproven,
        other => panic!("{other:?}"),
    };
    let wanted = Some("cleo@example.com");
    assert_eq!(unproven(wish(&house, &caller, wanted, None)), Unproven::Stale);
    assert_eq!(unproven(wish(&house, &caller, wanted, Some(WRONG))), Unproven::Wrong);
    assert_eq!(email(&house, "cleo"), None);
    wish(&house, &caller, wanted, Some(PASSWORD)).unwrap();
    assert_eq!(email(&house, "cleo").as_deref(), wanted);
}

fn telling(house: &House, login: &str, password: &str) -> Result<(), TellingSignInError> {
    let command = SignIn {
        login: Login::parse(login),
        password: given(password),
        email: EmailProof::AsConfigured,
        origin: Origin::of_contract(crate::house::elsewhere()),
    };
    match sign_in_telling(&house.ctx, command) {
        Ok(_) => Ok(()),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn an_unknown_name_is_told_and_locks_for_every_other_way_to_sign_in() {
    let house = House::new();
    for _ in 0..7 {
        assert_eq!(telling(&house, "nobody", WRONG), Err(TellingSignInError::UnknownName));
    }
    assert!(house.sign_in("nobody", WRONG).is_err_and(|failure| format!("{failure:?}").contains("Locked")));
}

#[test]
fn s22_a_wrong_password_is_told_until_it_locks() {
    let house = House::new();
    for _ in 0..4 {
        assert_eq!(telling(&house, ANN, WRONG), Err(TellingSignInError::WrongPassword));
    }
    for password in [WRONG, PASSWORD] {
        assert_eq!(telling(&house, ANN, password), Err(TellingSignInError::Locked));
    }
    assert_eq!(telling(&house, BOB, PASSWORD), Ok(()));
    let bob = house.account(BOB).id;
    house.store_as(|work| work.accounts().set_state(bob, AccountState::Deactivated).unwrap());
    assert_eq!(telling(&house, BOB, PASSWORD), Err(TellingSignInError::WrongPassword));
}
