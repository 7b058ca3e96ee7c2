//! What administrators do to other people's accounts, over the API.

use std::convert::Infallible;

use parlor_auth::operator::{self, OperatorError, SendRecoveryError};
use parlor_auth::ports::Among;
use parlor_auth::{
    AccountsAfter, Administrator, Authority, Credential, Failure, SetPin, administrator, search_accounts,
    set_pin,
};
use parlor_domain::{AccountId, AccountState, Actor, AuditKind, EndReason, Identifiers, Login, Pin, Session};

use crate::house::{ANN, BOB, House, MINUTE, PASSWORD, by_email, elsewhere, email, home, refusal, username};

/// Ann as an administrator, just signed in.
fn root(house: &House) -> Administrator {
    operator::set_admin(&house.ctx, &Login::parse(ANN), true).unwrap();
    let access = house.sign_in(ANN, PASSWORD).unwrap().tokens.access;
    house.effects.take();
    administrator::<Infallible>(&house.ctx, &Credential::shown(&access), home()).unwrap()
}

fn bob(house: &House) -> AccountId {
    house.account(BOB).id
}

/// What was recorded, all of it by the administrator and about Bob.
fn recorded(house: &House, root: Administrator) -> Vec<AuditKind> {
    let events = house.effects.take();
    let actor = Actor::Account(house.account(ANN).id, home());
    assert!(
        events.iter().all(|event| event.actor == actor && event.account == Some(bob(house))),
        "{events:?}"
    );
    let own = Authority::from(root).session();
    let is_own = |kind: AuditKind| !matches!(kind, AuditKind::SessionEnded(_));
    assert!(events.iter().filter(|event| is_own(event.kind)).all(|event| event.session == own));
    events.into_iter().map(|event| event.kind).collect()
}

#[test]
fn what_an_administrator_does_is_done_and_recorded_in_that_name() {
    let house = House::new();
    let root = root(&house);
    let order = || (root, bob(&house));
    let tokens = house.sign_in(BOB, PASSWORD).unwrap().tokens;
    house.effects.take();
    operator::deactivate(&house.ctx, order()).unwrap();
    let ended = AuditKind::SessionEnded(EndReason::Deactivated);
    assert_eq!(recorded(&house, root), [AuditKind::Deactivated, ended]);
    assert!(house.authenticate(&tokens.access).is_none());
    operator::activate(&house.ctx, order()).unwrap();
    operator::unlock(&house.ctx, order()).unwrap();
    operator::set_admin(&house.ctx, order(), true).unwrap();
    operator::set_admin(&house.ctx, order(), false).unwrap();
    operator::reset_factors(&house.ctx, order()).unwrap();
    let expected = [
        AuditKind::Activated,
        AuditKind::Unlocked,
        AuditKind::AdminGranted,
        AuditKind::AdminRevoked,
        AuditKind::FactorsReset,
    ];
    assert_eq!(recorded(&house, root), expected);
}

#[test]
fn s33_an_administrator_ends_any_session_or_all_of_an_account() {
    let house = House::new();
    let root = root(&house);
    let [one, other, third] = [(); 3].map(|()| house.sign_in(BOB, PASSWORD).unwrap().tokens.access);
    let session: Session = house.authenticate(&one).unwrap().session;
    house.effects.take();
    operator::end_session(&house.ctx, &root.into(), session.id).unwrap();
    assert_eq!(recorded(&house, root), [AuditKind::SessionEnded(EndReason::Operator)]);
    assert!(house.authenticate(&one).is_none() && house.authenticate(&other).is_some());
    let twice = operator::end_session(&house.ctx, &root.into(), session.id);
    assert_eq!(refusal(twice), OperatorError::NotFound);
    assert_eq!(operator::end_sessions(&house.ctx, (root, bob(&house))).unwrap(), 2);
    assert!(house.authenticate(&other).is_none() && house.authenticate(&third).is_none());
}

#[test]
fn what_is_dangerous_wants_a_fresh_sign_in() {
    let house = House::new();
    let root = root(&house);
    let order = || (root, bob(&house));
    house.wait(15 * MINUTE + 1);
    let ctx = &house.ctx;
    let refused = [
        refusal(operator::set_admin(ctx, order(), true)),
        refusal(operator::set_admin(ctx, order(), false)),
        refusal(operator::reset_factors(ctx, order())),
        refusal(operator::delete(ctx, order())),
    ];
    assert_eq!(refused, [OperatorError::Stale; 4]);
    operator::deactivate(ctx, order()).unwrap();
    operator::activate(ctx, order()).unwrap();
    operator::set_admin(ctx, &Login::parse(BOB), true).unwrap();
    assert_eq!(refusal(operator::deactivate(ctx, order())), OperatorError::Stale, "another administrator");
    operator::unlock(ctx, order()).unwrap();
    operator::end_sessions(ctx, order()).unwrap();
}

#[test]
fn the_last_administrator_stays_one() {
    let house = House::new();
    let root = root(&house);
    let own = house.account(ANN).id;
    let refused = [
        refusal(operator::set_admin(&house.ctx, (root, own), false)),
        refusal(operator::deactivate(&house.ctx, (root, own))),
        refusal(operator::delete(&house.ctx, (root, own))),
    ];
    assert_eq!(refused, [OperatorError::LastAdministrator; 3]);
    // One that is switched off could undo nothing.
    operator::set_admin(&house.ctx, (root, bob(&house)), true).unwrap();
    operator::deactivate(&house.ctx, (root, bob(&house))).unwrap();
    assert_eq!(
        refusal(operator::set_admin(&house.ctx, (root, own), false)),
        OperatorError::LastAdministrator
    );
    operator::activate(&house.ctx, (root, bob(&house))).unwrap();
    operator::set_admin(&house.ctx, (root, own), false).unwrap();
    assert!(!house.account(ANN).is_admin);
    // At the command line whoever reaches it can make another.
    operator::set_admin(&house.ctx, &Login::parse(BOB), false).unwrap();
}

#[test]
fn rights_that_are_gone_do_nothing() {
    let house = House::new();
    let root = root(&house);
    operator::set_admin(&house.ctx, &Login::parse(ANN), false).unwrap();
    assert!(matches!(operator::unlock(&house.ctx, (root, bob(&house))), Err(Failure::Forbidden)));
    assert!(matches!(operator::send_recovery(&house.ctx, (root, bob(&house))), Err(Failure::Forbidden)));
    operator::deactivate(&house.ctx, &Login::parse(ANN)).unwrap();
    assert!(matches!(operator::unlock(&house.ctx, (root, bob(&house))), Err(Failure::Unauthenticated)));
    assert_eq!(house.account(BOB).state, AccountState::Active);
}

#[test]
fn s10_a_recovery_code_goes_to_the_owner_and_sets_nothing() {
    let house = House::new();
    let root = root(&house);
    let before = house.account(BOB);
    operator::send_recovery(&house.ctx, (root, bob(&house))).unwrap();
    let mails = house.mails();
    let mail = mails.last().unwrap();
    assert_eq!((mail.to.as_str(), mail.kind.as_str()), (BOB, "password_recovery"));
    assert_eq!(house.account(BOB), before);
    assert!(house.sign_in(BOB, PASSWORD).is_ok());
    // The address's limits hold, whoever asks.
    let again = refusal(operator::send_recovery(&house.ctx, (root, bob(&house))));
    assert!(matches!(again, SendRecoveryError::TooSoon(_)), "{again:?}");
    for _ in 0..4 {
        house.wait(31);
        operator::send_recovery(&house.ctx, (root, bob(&house))).unwrap();
    }
    house.wait(31);
    let again = refusal(operator::send_recovery(&house.ctx, (root, bob(&house))));
    assert!(matches!(again, SendRecoveryError::TooSoon(_)), "{again:?}");
}

#[test]
fn whoever_can_do_nothing_with_a_code_gets_none() {
    let house = House::new();
    let root = root(&house);
    let sent = |id| refusal(operator::send_recovery(&house.ctx, (root, id)));
    assert_eq!(sent(AccountId(99)), SendRecoveryError::Operator(OperatorError::NotFound));
    let nameless = Identifiers::of(None, Some(username("cleo"))).unwrap();
    let cleo = house.sign_up(nameless).unwrap().id;
    assert_eq!(sent(cleo), SendRecoveryError::NoEmail);
    operator::deactivate(&house.ctx, &Login::parse(BOB)).unwrap();
    assert_eq!(sent(bob(&house)), SendRecoveryError::NotActive);
}

#[test]
fn a_pin_that_is_reset_is_gone_and_its_owner_is_told() {
    let house = House::new();
    let root = root(&house);
    let access = house.sign_in(BOB, PASSWORD).unwrap().tokens.access;
    let caller = house.authenticate(&access).unwrap();
    let wanted = Pin::choose("48213").unwrap();
    set_pin(&house.ctx, &caller, SetPin { wanted, current: None, address: elsewhere() }).unwrap();
    assert!(operator::show(&house.ctx, bob(&house)).unwrap().has_pin);
    house.effects.take();
    operator::reset_factors(&house.ctx, (root, bob(&house))).unwrap();
    assert_eq!(recorded(&house, root), [AuditKind::PinRemoved, AuditKind::FactorsReset]);
    assert!(!operator::show(&house.ctx, bob(&house)).unwrap().has_pin);
    assert_eq!(house.mails().last().unwrap().to, BOB);
}

#[test]
fn a_deleted_account_is_gone_with_its_names_free() {
    let house = House::new();
    let root = root(&house);
    let id = bob(&house);
    operator::delete(&house.ctx, (root, id)).unwrap();
    assert_eq!(refusal(operator::show(&house.ctx, id)), OperatorError::NotFound);
    let kinds: Vec<_> = house.effects.take().into_iter().map(|event| (event.kind, event.account)).collect();
    assert_eq!(kinds.last(), Some(&(AuditKind::Deleted, Some(id))));
    assert_ne!(house.sign_up(by_email(BOB)).unwrap().id, id);
    operator::delete(&house.ctx, &Login::parse(BOB)).unwrap();
    assert_eq!(refusal(operator::delete(&house.ctx, &Login::parse(BOB))), OperatorError::NotFound);
}

/// The names of all that is found, page by page.
fn found(house: &House, query: Option<&str>, limit: usize) -> Vec<String> {
    found_among(house, query, Among::default(), limit)
}

fn found_among(house: &House, query: Option<&str>, among: Among, limit: usize) -> Vec<String> {
    let (mut names, mut after): (Vec<_>, Option<AccountsAfter>) = (Vec::new(), None);
    loop {
        let (page, next) = search_accounts(&house.ctx, query, among, (after, limit)).unwrap();
        assert!(page.len() <= limit + 1);
        names.extend(page.iter().map(|account| {
            let username = account.username().map(|name| name.as_str().to_owned());
            username.or_else(|| account.email().map(|email| email.as_str().to_owned())).unwrap()
        }));
        after = next;
        if after.is_none() {
            return names;
        }
    }
}

#[test]
fn accounts_are_found_by_the_beginning_of_any_name_each_once() {
    let house = House::new();
    let add = |address: Option<&str>, name: Option<&str>| {
        house.sign_up(Identifiers::of(address.map(email), name.map(username)).unwrap()).unwrap();
    };
    add(Some("zoe@example.com"), Some("Annabel"));
    add(Some("anna@example.com"), Some("Anna"));
    add(None, Some("ANNE"));
    add(Some("annegret@example.com"), None);
    add(Some("zed@example.com"), Some("zed"));
    for limit in 1..9 {
        let all = found(&house, Some("aNN"), limit);
        assert_eq!(all, ["ann@example.com", "Anna", "Annabel", "ANNE", "annegret@example.com"], "{limit}");
        assert_eq!(found(&house, Some("z"), limit), ["zed", "Annabel"], "{limit}");
        assert_eq!(found(&house, Some("nobody"), limit), [""; 0]);
    }
    assert_eq!(found(&house, None, 2), ["zed", "annegret@example.com", "ANNE", "Anna", "Annabel", BOB, ANN]);
    assert_eq!(found(&house, Some("2"), 2), [BOB]);
    assert_eq!(found(&house, Some(&"a".repeat(5_000)), 2), [""; 0]);
}

#[test]
fn many_accounts_with_the_same_beginning_are_each_found_once_however_small_the_pages() {
    let house = House::new();
    for number in 0..40 {
        let (address, name) =
            (format!("u{}@example.com", number % 7 * 100 + number), format!("u{number:02}"));
        house.sign_up(Identifiers::of(Some(email(&address)), Some(username(&name))).unwrap()).unwrap();
    }
    for limit in [1, 3, 7, 100] {
        let mut all = found(&house, Some("u"), limit);
        all.sort();
        assert_eq!(all, (0..40).map(|number| format!("u{number:02}")).collect::<Vec<_>>(), "{limit}");
    }
}

#[test]
fn a_list_is_about_those_alone_that_are_wanted() {
    let house = House::new();
    root(&house);
    let add = |name: &str| house.sign_up(Identifiers::of(None, Some(username(name))).unwrap()).unwrap().id;
    let [one, _, three] = ["list 1", "list 2", "list 3"].map(add);
    operator::deactivate(&house.ctx, &Login::parse("list 1")).unwrap();
    operator::set_admin(&house.ctx, &Login::parse("list 3"), true).unwrap();
    operator::set_admin(&house.ctx, &Login::parse("list 1"), true).unwrap();
    let state = |state| Among { state: Some(state), ..Among::default() };
    let admins = Among { is_admin: Some(true), ..Among::default() };
    for limit in 1..5 {
        for query in [None, Some("list")] {
            let found = |among| {
                let mut names = found_among(&house, query, among, limit);
                names.retain(|name| name.starts_with("list"));
                names.sort();
                names
            };
            assert_eq!(found(state(AccountState::Deactivated)), ["list 1"]);
            assert_eq!(found(state(AccountState::Active)), ["list 2", "list 3"]);
            assert_eq!(found(state(AccountState::Pending)), [""; 0]);
            assert_eq!(found(admins), ["list 1", "list 3"]);
            assert_eq!(found(Among { is_admin: Some(false), ..Among::default() }), ["list 2"]);
            assert_eq!(found(Among { state: Some(AccountState::Active), ..admins }), ["list 3"]);
        }
    }
    let of_id = |id: AccountId, among| found_among(&house, Some(&id.0.to_string()), among, 9).len();
    assert_eq!((of_id(one, admins), of_id(three, state(AccountState::Deactivated))), (1, 0));
}
