//! Signing up.

use parlor_auth::SignUpError;
use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, EmailAddress, Identifiers, PasswordHash, Username,
};

use crate::house::{ANN, House, PASSWORD, by_email, by_username, email, home, refusal, username};

#[test]
fn an_account_starts_active_with_its_email_unverified() {
    let house = House::new();
    let account = house.sign_up(by_email("Cleo@Example.com")).unwrap();
    let expected = Account {
        id: account.id,
        identifiers: by_email("Cleo@Example.com"),
        email_verified_at: None,
        password: Some(PasswordHash::stored(format!("plain${PASSWORD}"))),
        state: AccountState::Active,
        is_admin: false,
        created_at: house.now(),
    };
    assert_eq!(account, expected);
    assert_eq!(house.account("cleo@example.com"), expected);
    assert!(house.sign_in("cleo@example.com", PASSWORD).is_ok());
}

#[test]
fn the_username_starts_as_the_email() {
    let house = House::new();
    let account = house.sign_up(by_email("cleo@example.com")).unwrap();
    assert_eq!(account.username().map(Username::as_str), Some("cleo@example.com"));
}

#[test]
fn an_account_may_have_a_username_alone() {
    let house = House::new();
    let account = house.sign_up(by_username("Cleo Patra")).unwrap();
    assert_eq!(account.email().map(EmailAddress::as_str), None);
    assert_eq!(house.account("cleo patra"), account);
}

#[test]
fn a_sign_up_is_recorded_with_where_it_came_from() {
    let house = House::new();
    let account = house.sign_up(by_email("cleo@example.com")).unwrap();
    let event = AuditEvent {
        kind: AuditKind::SignedUp,
        actor: Actor::Anyone(home()),
        account: Some(account.id),
        session: None,
    };
    assert_eq!(house.store.journal().last(), Some(&(event.clone(), house.now())));
    assert_eq!(house.effects.take(), [event]);
}

#[test]
fn a_taken_email_is_refused_however_it_is_written() {
    let house = House::new();
    for taken in [ANN, "ANN@example.com", "ａnn@EXAMPLE.COM"] {
        assert_eq!(refusal(house.sign_up(by_email(taken))), SignUpError::EmailTaken, "{taken}");
    }
    let other_name = Identifiers::of(Some(email(ANN)), Some(username("another ann")));
    assert_eq!(refusal(house.sign_up(other_name.unwrap())), SignUpError::EmailTaken);
    assert_eq!(house.effects.take(), []);
}

#[test]
fn a_taken_username_is_refused_however_it_is_written() {
    let house = House::new();
    house.sign_up(by_username("Cleo")).unwrap();
    house.effects.take();
    let named = |name| Identifiers::of(Some(email("new@example.com")), Some(username(name))).unwrap();
    for taken in ["Cleo", "cleo", "ＣＬＥＯ"] {
        assert_eq!(refusal(house.sign_up(named(taken))), SignUpError::UsernameTaken, "{taken}");
    }
    assert_eq!(house.effects.take(), []);
    assert!(house.sign_up(named("Cleo 2")).is_ok(), "nothing of the refused ones was kept");
}
