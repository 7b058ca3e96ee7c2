//! Signing up.

use parlor_auth::{SignUpError, Taken, operator, sign_up_faults};
use parlor_domain::{
    Account, AccountState, Actor, AuditEvent, AuditKind, EmailAddress, Identifiers, MailDomain, PasswordHash,
    PersonNames, Revision, SignUpPolicy, Username,
};

use crate::house::{ANN, House, PASSWORD, by_email, by_username, chosen, email, home, refusal, username};

#[test]
fn an_account_starts_active_with_its_email_unverified() {
    let house = House::new();
    let account = house.sign_up(by_email("Cleo@Example.com")).unwrap();
    let expected = Account {
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        revision: Revision::FIRST,
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
        assert_eq!(refusal(house.sign_up(by_email(taken))), SignUpError::Taken(Taken::Email), "{taken}");
    }
    let other_name = Identifiers::of(Some(email(ANN)), Some(username("another ann")));
    assert_eq!(refusal(house.sign_up(other_name.unwrap())), SignUpError::Taken(Taken::Email));
    assert_eq!(house.effects.take(), []);
}

#[test]
fn a_taken_username_is_refused_however_it_is_written() {
    let house = House::new();
    house.sign_up(by_username("Cleo")).unwrap();
    house.effects.take();
    let named = |name| Identifiers::of(Some(email("new@example.com")), Some(username(name))).unwrap();
    for taken in ["Cleo", "cleo", "ＣＬＥＯ"] {
        assert_eq!(refusal(house.sign_up(named(taken))), SignUpError::Taken(Taken::Username), "{taken}");
    }
    assert_eq!(house.effects.take(), []);
    assert!(house.sign_up(named("Cleo 2")).is_ok(), "nothing of the refused ones was kept");
}

#[test]
fn only_the_operator_makes_accounts_where_sign_up_is_closed() {
    let house = House::with(|kit| kit.ctx.policy.sign_up = SignUpPolicy::Closed);
    let identifiers = || by_email("new@example.com");
    assert_eq!(refusal(house.sign_up(identifiers())), SignUpError::Closed);
    assert_eq!(sign_up_faults(&house.ctx, None, None).unwrap(), [SignUpError::Closed]);
    let command =
        operator::CreateAccount { identifiers: identifiers(), password: chosen(PASSWORD), is_admin: false };
    assert!(operator::create(&house.ctx, command).is_ok());
}

#[test]
fn addresses_at_other_domains_than_those_listed_make_no_account() {
    let domains = vec![MailDomain::parse("example.org").unwrap()];
    let house = House::with(|kit| kit.ctx.policy.sign_up = SignUpPolicy::Domains(domains));
    assert_eq!(refusal(house.sign_up(by_email("new@example.com"))), SignUpError::EmailDomain);
    assert!(house.sign_up(by_email("new@EXAMPLE.org")).is_ok());
    assert!(house.sign_up(by_username("nameless")).is_ok(), "an account without an address needs no domain");
}
