//! What an operator does at the command line.

use parlor_auth::operator::{self, CreateAccount, OperatorError};
use parlor_auth::{Failure, RefreshError, SignInError, Taken};
use parlor_domain::{
    Account, AccountId, AccountState, Actor, AuditEvent, AuditKind, EndReason, Identifiers, Login,
};

use crate::house::{
    ANN, BOB, DAY, House, MINUTE, PASSWORD, WRONG, address, by_email, by_username, chosen, email, home,
    refusal, seconds_of, username,
};

const NEW: &str = "another horse battery";

fn ann() -> Login {
    Login::parse(ANN)
}

fn create(house: &House, identifiers: Identifiers, is_admin: bool) -> Result<AccountId, Failure<Taken>> {
    operator::create(&house.ctx, CreateAccount { identifiers, password: chosen(NEW), is_admin })
}

/// What was recorded, all of it by an operator and about Ann.
fn recorded(house: &House) -> Vec<AuditKind> {
    let events = house.effects.take();
    let id = house.account(ANN).id;
    assert!(events.iter().all(|event| event.actor == Actor::Operator && event.account == Some(id)));
    events.iter().map(|event| event.kind).collect()
}

#[test]
fn an_account_made_by_an_operator_is_active_and_verified() {
    let house = House::new();
    let id = create(&house, by_email("cleo@example.com"), false).unwrap();
    let account = house.account("cleo@example.com");
    assert_eq!((account.id, account.state, account.is_admin), (id, AccountState::Active, false));
    assert_eq!(account.email_verified_at, Some(house.now()));
    assert!(house.sign_in("cleo@example.com", NEW).is_ok());
}

#[test]
fn without_an_email_there_is_nothing_to_verify() {
    let house = House::new();
    create(&house, by_username("cleo"), false).unwrap();
    assert_eq!(house.account("cleo").email_verified_at, None);
}

#[test]
fn an_administrator_made_by_an_operator_is_recorded_as_one() {
    let house = House::new();
    let event = |kind, id| AuditEvent { kind, actor: Actor::Operator, account: Some(id), session: None };
    let admin = create(&house, by_username("root"), true).unwrap();
    assert!(house.account("root").is_admin);
    let events = [event(AuditKind::SignedUp, admin), event(AuditKind::AdminGranted, admin)];
    assert_eq!(house.effects.take(), events);
    let other = create(&house, by_username("cleo"), false).unwrap();
    assert_eq!(house.effects.take(), [event(AuditKind::SignedUp, other)]);
}

#[test]
fn an_operator_cannot_take_a_name_either() {
    let house = House::new();
    create(&house, by_username("cleo"), false).unwrap();
    house.effects.take();
    let same_name = Identifiers::of(Some(email("cleo@example.com")), Some(username("CLEO"))).unwrap();
    assert_eq!(refusal(create(&house, by_email(ANN), true)), Taken::Email);
    assert_eq!(refusal(create(&house, same_name, true)), Taken::Username);
    assert_eq!(house.effects.take(), []);
}

#[test]
fn nothing_is_done_to_an_account_that_does_not_exist() {
    let house = House::new();
    for name in ["nobody", "nobody@example.com", ""] {
        let (ctx, login) = (&house.ctx, Login::parse(name));
        let refused = [
            refusal(operator::set_password(ctx, &login, &chosen(NEW))),
            refusal(operator::show(ctx, &login)),
            refusal(operator::unlock(ctx, &login)),
            refusal(operator::deactivate(ctx, &login)),
            refusal(operator::activate(ctx, &login)),
            refusal(operator::set_admin(ctx, &login, true)),
            refusal(operator::end_sessions(ctx, &login)),
        ];
        assert_eq!(refused, [OperatorError::NotFound; 7]);
    }
    assert_eq!(house.effects.take(), []);
}

#[test]
fn a_new_password_ends_every_session_and_is_the_only_one_that_opens() {
    let house = House::new();
    let (one, other) = (house.ann(), house.ann());
    house.effects.take();
    operator::set_password(&house.ctx, &ann(), &chosen(NEW)).unwrap();
    let ended = AuditKind::SessionEnded(EndReason::PasswordSet);
    assert_eq!(recorded(&house), [AuditKind::PasswordSet, ended, ended]);
    for tokens in [one, other] {
        assert!(house.authenticate(&tokens.access).is_none());
        assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid);
    }
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Refused);
    assert!(house.sign_in(ANN, NEW).is_ok());
}

#[test]
fn a_new_password_lifts_the_lock_and_forgets_known_addresses() {
    let house = House::new();
    house.ann();
    house.guess(ANN, 5);
    operator::set_password(&house.ctx, &ann(), &chosen(NEW)).unwrap();
    assert!(house.sign_in(ANN, NEW).is_ok());
    // That sign-in made its address known, so the next guesses come from a third one.
    for _ in 0..5 {
        refusal(house.sign_in_from(address("198.51.100.1"), ANN, WRONG));
    }
    let at_home = refusal(house.sign_in_from(home(), ANN, NEW));
    assert!(matches!(at_home, SignInError::Locked { .. }), "home is no longer known");
}

#[test]
fn a_deactivated_account_is_out_and_its_data_stay() {
    let house = House::new();
    let before = house.account(ANN);
    let tokens = house.ann();
    house.effects.take();
    operator::deactivate(&house.ctx, &ann()).unwrap();
    let ended = AuditKind::SessionEnded(EndReason::Deactivated);
    assert_eq!(recorded(&house), [AuditKind::Deactivated, ended]);
    assert!(house.authenticate(&tokens.access).is_none());
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Refused);
    let after = house.account(ANN);
    assert_eq!(after.state, AccountState::Deactivated);
    assert_eq!(Account { state: AccountState::Active, ..after }, before);
}

#[test]
fn an_activated_account_signs_in_again_and_its_old_sessions_stay_ended() {
    let house = House::new();
    let tokens = house.ann();
    operator::deactivate(&house.ctx, &ann()).unwrap();
    house.effects.take();
    operator::activate(&house.ctx, &ann()).unwrap();
    assert_eq!(recorded(&house), [AuditKind::Activated]);
    assert!(house.authenticate(&tokens.access).is_none());
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn the_rights_of_administrators_are_given_and_taken() {
    let house = House::new();
    operator::set_admin(&house.ctx, &ann(), true).unwrap();
    assert!(house.account(ANN).is_admin);
    assert_eq!(recorded(&house), [AuditKind::AdminGranted]);
    operator::set_admin(&house.ctx, &ann(), false).unwrap();
    assert!(!house.account(ANN).is_admin);
    assert_eq!(recorded(&house), [AuditKind::AdminRevoked]);
    assert!(!house.account(BOB).is_admin);
}

#[test]
fn ending_sessions_ends_all_that_live_and_says_how_many() {
    let house = House::new();
    let (one, other, signed_out) = (house.ann(), house.ann(), house.ann());
    house.sign_out(&signed_out.refresh);
    let bob = house.sign_in(BOB, PASSWORD).unwrap().tokens;
    house.effects.take();
    assert_eq!(operator::end_sessions(&house.ctx, &ann()).unwrap(), 2);
    assert_eq!(recorded(&house), [AuditKind::SessionEnded(EndReason::Operator); 2]);
    assert!(house.authenticate(&one.access).is_none());
    assert!(house.authenticate(&other.access).is_none());
    assert!(house.authenticate(&bob.access).is_some());
    assert_eq!(operator::end_sessions(&house.ctx, &ann()).unwrap(), 0);
}

#[test]
fn ending_sessions_forgets_known_addresses() {
    let house = House::new();
    house.ann();
    operator::end_sessions(&house.ctx, &ann()).unwrap();
    house.guess(ANN, 5);
    let at_home = refusal(house.sign_in_from(home(), ANN, PASSWORD));
    assert!(matches!(at_home, SignInError::Locked { .. }));
}

#[test]
fn unlocking_lifts_the_lock_for_strangers_and_known_addresses() {
    let house = House::new();
    house.ann();
    house.guess(ANN, 5);
    for _ in 0..5 {
        refusal(house.sign_in_from(home(), ANN, WRONG));
    }
    house.effects.take();
    operator::unlock(&house.ctx, &ann()).unwrap();
    assert_eq!(recorded(&house), [AuditKind::Unlocked]);
    assert!(house.sign_in_from(home(), ANN, PASSWORD).is_ok());
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn a_report_tells_the_sessions_and_the_lock() {
    let house = House::new();
    house.ann();
    house.wait(DAY - MINUTE);
    house.ann();
    let report = operator::show(&house.ctx, &ann()).unwrap();
    assert_eq!((report.account, report.live_sessions), (house.account(ANN), 2));
    assert_eq!(report.locked_until, None);
    house.guess(ANN, 5);
    let until = house.now() + seconds_of(15 * MINUTE);
    house.wait(MINUTE);
    let report = operator::show(&house.ctx, &ann()).unwrap();
    assert_eq!((report.live_sessions, report.locked_until), (1, Some(until)));
    house.clock.set(until);
    assert_eq!(operator::show(&house.ctx, &ann()).unwrap().locked_until, None);
}

#[test]
fn a_username_names_an_account_as_well_as_its_email_does() {
    let house = House::new();
    create(&house, by_username("Cleo"), false).unwrap();
    operator::set_admin(&house.ctx, &Login::parse("CLEO"), true).unwrap();
    assert!(house.account("cleo").is_admin);
}
