//! Signing in: who gets a session, and what it is.

use parlor_auth::ports::Passwords as _;
use parlor_auth::{EmailProof, Origin, SignIn, SignInError, operator};
use parlor_domain::{
    AccountState, Actor, AuditEvent, AuditKind, ClientAddress, Generation, Lifetime, Login, NewAccount,
    NewSession, PasswordHash, PersonNames,
};
use parlor_testkit::{PlainPasswords, PlainTokens};

use crate::house::{
    ANN, BOB, DAY, HOUR, House, MINUTE, PASSWORD, WRONG, by_email, chosen, elsewhere, given, home, refusal,
    rename, seconds_of, session_of,
};

#[test]
fn the_right_password_opens_a_session() {
    let house = House::new();
    let signed_in = house.sign_in(ANN, PASSWORD).unwrap();
    assert_eq!(signed_in.account, house.account(ANN));
    let session = house.session(&signed_in.tokens.refresh);
    let opened = NewSession::open(
        session.id,
        signed_in.account.id,
        Lifetime::Contract,
        &house.ctx.policy.sessions,
        house.now(),
    );
    assert_eq!((session.account, session.generation), (opened.account, Generation::FIRST));
    assert_eq!((session.signed_in_at, session.expires_at), (house.now(), house.now() + seconds_of(DAY)));
    assert_eq!(session.ends_at, opened.ends_at);
    assert_eq!((session.acknowledged_at, session.ended), (None, None));
}

#[test]
fn the_access_token_says_whose_it_is_and_how_long_it_lives() {
    let house = House::new();
    let signed_in = house.sign_in(ANN, PASSWORD).unwrap();
    let claims = PlainTokens::claims(&signed_in.tokens.access).unwrap();
    assert_eq!(claims.account, signed_in.account.id);
    assert_eq!(claims.session, session_of(&signed_in.tokens.refresh));
    assert_eq!((claims.generation, claims.signed_in_at), (Generation::FIRST, house.now()));
    assert_eq!(claims.issued_at, house.now());
    assert_eq!(claims.expires_at, house.now() + seconds_of(50 * MINUTE));
}

#[test]
fn no_access_token_outlives_its_session() {
    let house = House::with(|kit| kit.ctx.policy.sessions.max_age = seconds_of(MINUTE));
    let claims = PlainTokens::claims(&house.ann().access).unwrap();
    assert_eq!(claims.expires_at, house.now() + seconds_of(MINUTE));
}

#[test]
fn s29_each_sign_in_opens_a_session_of_its_own() {
    let house = House::new();
    let (first, second) = (house.ann(), house.ann());
    assert_ne!(session_of(&first.refresh), session_of(&second.refresh));
    let id = |access: &str| PlainTokens::claims(access).unwrap().id;
    assert_ne!(id(&first.access), id(&second.access));
    house.sign_out(&first.refresh);
    assert!(house.authenticate(&second.access).is_some());
}

#[test]
fn an_account_signs_in_by_each_of_its_names_however_they_are_written() {
    let house = House::new();
    let account = house.account(ANN);
    house.store_as(|work| rename(work, account.id, "Ann Ó"));
    for name in [ANN, "ANN@EXAMPLE.COM", "ann Ó", "ANN o\u{301}"] {
        assert_eq!(house.sign_in(name, PASSWORD).unwrap().account.id, account.id, "{name}");
    }
}

#[test]
fn a_sign_in_is_recorded_with_its_session() {
    let house = House::new();
    let signed_in = house.sign_in_from(home(), ANN, PASSWORD).unwrap();
    let id = signed_in.account.id;
    let event = AuditEvent {
        kind: AuditKind::SignedIn,
        actor: Actor::Account(id, home()),
        account: Some(id),
        session: Some(session_of(&signed_in.tokens.refresh)),
    };
    assert_eq!(house.store.journal().last(), Some(&(event.clone(), house.now())));
    assert_eq!(house.effects.take(), [event]);
}

#[test]
fn a_wrong_password_is_refused_and_recorded() {
    let house = House::new();
    assert_eq!(refusal(house.sign_in(ANN, WRONG)), SignInError::Refused);
    assert_eq!(house.effects.take(), [failed(Some(ANN), &house)]);
}

#[test]
fn an_unknown_name_is_refused_alike_and_costs_a_comparison_too() {
    let house = House::new();
    for name in ["nobody@example.com", "nobody", ""] {
        let before = house.passwords.checks();
        assert_eq!(refusal(house.sign_in(name, PASSWORD)), SignInError::Refused, "{name}");
        assert_eq!(house.passwords.checks() - before, 1);
        assert_eq!(house.effects.take(), [failed(None, &house)]);
    }
}

#[test]
fn a_password_is_taken_whole() {
    let house = House::new();
    let padded = format!("{PASSWORD} ");
    for almost in [padded.as_str(), &PASSWORD.to_uppercase(), &PASSWORD[1..], ""] {
        assert_eq!(refusal(house.sign_in(ANN, almost)), SignInError::Refused, "{almost:?}");
    }
}

#[test]
fn an_account_that_is_not_active_is_refused_like_a_wrong_password() {
    for state in [AccountState::Pending, AccountState::Deactivated] {
        let house = House::new();
        let id = house.account(ANN).id;
        house.store_as(|work| work.accounts().set_state(id, state).unwrap());
        for _ in 1..5 {
            assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Refused, "{state:?}");
            assert_eq!(house.effects.take(), [failed(Some(ANN), &house)]);
        }
        let until = house.now() + seconds_of(15 * MINUTE);
        assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Locked { until }, "{state:?}");
    }
}

#[test]
fn an_account_without_a_password_is_opened_by_none() {
    let house = House::new();
    let new = NewAccount {
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        identifiers: by_email("cleo@example.com"),
        email_verified_at: None,
        password: None,
        state: AccountState::Active,
        is_admin: false,
        created_at: house.now(),
    };
    house.store_as(|work| drop(work.accounts().insert(&new).unwrap()));
    for password in ["", PASSWORD, "plain$"] {
        assert_eq!(refusal(house.sign_in("cleo@example.com", password)), SignInError::Refused);
    }
}

#[test]
fn s8_an_outdated_hash_is_replaced_at_the_first_sign_in() {
    let house = House::new();
    let id = house.account(ANN).id;
    let imported = PlainPasswords::outdated(PASSWORD);
    house.store_as(|work| work.accounts().set_password(id, &imported).unwrap());
    refusal(house.sign_in(ANN, WRONG));
    assert_eq!(house.account(ANN).password, Some(imported));
    house.sign_in(ANN, PASSWORD).unwrap();
    assert_eq!(house.account(ANN).password, Some(PasswordHash::stored(format!("plain${PASSWORD}"))));
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn a_password_changed_while_it_is_compared_opens_nothing() {
    let house = House::new().meanwhile(|other| {
        operator::set_password(&other.ctx, &Login::parse(ANN), &chosen("another horse battery")).unwrap();
    });
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Refused);
    assert_eq!(house.effects.take_kinds(), [AuditKind::PasswordSet, AuditKind::SignInFailed]);
    assert!(house.sign_in(ANN, "another horse battery").is_ok());
}

#[test]
fn an_outdated_hash_does_not_overwrite_a_password_changed_while_it_is_compared() {
    let house = House::new().meanwhile(|other| {
        operator::set_password(&other.ctx, &Login::parse(ANN), &chosen("another horse battery")).unwrap();
    });
    let id = house.account(ANN).id;
    house.store_as(|work| work.accounts().set_password(id, &PlainPasswords::outdated(PASSWORD)).unwrap());
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Refused);
    let changed = house.passwords.hash(&given("another horse battery")).unwrap();
    assert_eq!(house.account(ANN).password, Some(changed));
}

#[test]
fn an_account_deactivated_while_its_password_is_compared_stays_closed() {
    let house = House::new().meanwhile(|other| operator::deactivate(&other.ctx, &Login::parse(ANN)).unwrap());
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Refused);
    assert_eq!(house.effects.take_kinds(), [AuditKind::Deactivated, AuditKind::SignInFailed]);
}

#[test]
fn s74_no_secret_stands_in_what_is_recorded_or_shown() {
    let house = House::new();
    refusal(house.sign_in(ANN, WRONG));
    let signed_in = house.sign_in(ANN, PASSWORD).unwrap();
    house.refresh(&signed_in.tokens.refresh).unwrap();
    house.wait(HOUR);
    refusal(house.sign_in(BOB, WRONG));
    let origin = Origin::of_contract(ClientAddress::Unknown);
    let command = SignIn {
        login: Login::parse(ANN),
        password: given(PASSWORD),
        email: EmailProof::AsConfigured,
        origin,
    };
    let shown = format!("{:?} {signed_in:?} {command:?}", house.store.journal());
    for secret in [PASSWORD, WRONG, "plain$", "refresh.", "access."] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}

fn failed(name: Option<&str>, house: &House) -> AuditEvent {
    AuditEvent {
        kind: AuditKind::SignInFailed,
        actor: Actor::Anyone(elsewhere()),
        account: name.map(|name| house.account(name).id),
        session: None,
    }
}
