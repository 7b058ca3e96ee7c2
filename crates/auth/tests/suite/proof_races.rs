//! What happens to the password, the session or the account while a password is compared within a session.

use parlor_auth::ports::Passwords as _;
use parlor_auth::{Caller, EndSessions, LeaveAccount, Unproven, delete_account, end_sessions, operator};
use parlor_domain::{AuditKind, ClientKind, Login, LoginKey};
use parlor_testkit::{MemoryContext, at_once};

use crate::house::{
    ANN, DAY, House, PASSWORD, WRONG, chosen, elsewhere, given, home, is_out, refusal, seconds_of,
};
use crate::proof::{ann, locked, prove, prove_from};

#[test]
fn a_password_changed_while_it_is_compared_proves_nothing() {
    let house = House::new();
    let caller = ann(&house);
    let (id, changed) = (caller.account.id, house.passwords.hash(&given("changed meanwhile")).unwrap());
    let expected = changed.clone();
    let house = house.meanwhile(move |other| {
        let mut work = other.ctx.store.write().unwrap();
        work.accounts().set_password(id, &changed).unwrap();
        work.commit().unwrap();
    });
    assert_eq!(refusal(prove(&house, &caller, Some(PASSWORD))), Unproven::Wrong);
    assert_eq!(house.effects.take_kinds(), [AuditKind::ProofFailed]);
    assert_eq!(house.account(ANN).password, Some(expected));
}

#[test]
fn whatever_ends_the_session_or_the_account_while_the_password_is_compared_comes_first() {
    let happenings: [fn(&MemoryContext, &Caller); 6] = [
        |other, _| operator::set_password(&other.ctx, &Login::parse(ANN), &chosen(PASSWORD)).unwrap(),
        |other, _| operator::deactivate(&other.ctx, &Login::parse(ANN)).unwrap(),
        |other, _| assert_eq!(operator::end_sessions(&other.ctx, &Login::parse(ANN)).unwrap(), 1),
        |other, caller| {
            assert_eq!(end_sessions(&other.ctx, caller, EndSessions::All, home()).unwrap(), 1);
        },
        |other, caller| {
            let command = LeaveAccount { password: None, address: home() };
            delete_account(&other.ctx, caller.clone(), command).unwrap();
        },
        |other, _| other.clock.advance(seconds_of(DAY)),
    ];
    for (number, happens) in happenings.into_iter().enumerate() {
        for password in [PASSWORD, WRONG] {
            let house = House::new();
            let caller = ann(&house);
            let theirs = caller.clone();
            let house = house.meanwhile(move |other| happens(&other, &theirs));
            assert!(is_out(&prove(&house, &caller, Some(password))), "{number} {password}");
            let kinds = house.effects.take_kinds();
            assert!(!kinds.contains(&AuditKind::PasswordChanged), "{number}: {kinds:?}");
            assert!(!kinds.contains(&AuditKind::ProofFailed), "{number}: {kinds:?}");
            let key = LoginKey::Account(caller.account.id);
            let counted = house.look(|reader| reader.lockouts().peek(&key, ClientKind::Stranger).unwrap());
            assert_eq!(counted.failures, 0, "{number}");
        }
    }
}

#[test]
fn a_fresh_sign_in_proves_nothing_once_its_session_has_ended() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.caller(&tokens);
    house.sign_out(&tokens.refresh);
    assert!(is_out(&prove(&house, &caller, None)));
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn s22_a_right_password_proves_nothing_if_five_wrong_ones_were_counted_while_it_was_compared() {
    let house = House::new();
    let caller = ann(&house);
    let theirs = caller.clone();
    let house = house.meanwhile(move |other| {
        for _ in 0..5 {
            refusal(prove_from(elsewhere(), &other, &theirs, Some(WRONG)));
        }
    });
    assert_eq!(refusal(prove(&house, &caller, Some(PASSWORD))), locked(&house));
    let kinds = house.effects.take_kinds();
    assert_eq!((kinds.len(), kinds.last()), (5, Some(&AuditKind::Locked)), "{kinds:?}");
    assert!(house.sign_in_from(home(), ANN, PASSWORD).is_ok(), "it is the password still");
}

#[test]
fn s22_two_hundred_tries_at_once_within_a_session_open_nothing_once_five_wrong_ones_are_counted() {
    const TRIES: usize = 200;
    let house = House::new();
    let caller = ann(&house);
    let house = house.all_together(TRIES);
    let before = house.store.journal().len();
    let proved = at_once(TRIES, |number| {
        // One of them is right.
        prove(&house, &caller, Some(if number == 0 { PASSWORD } else { WRONG })).is_ok()
    });
    let kinds: Vec<_> = house.store.journal().into_iter().skip(before).map(|(event, _)| event.kind).collect();
    let changed = kinds.iter().position(|kind| *kind == AuditKind::PasswordChanged);
    assert_eq!(proved.iter().filter(|proved| **proved).count(), usize::from(changed.is_some()));
    let locked = kinds.iter().position(|kind| *kind == AuditKind::Locked).unwrap();
    assert_eq!(locked, kinds.len() - 1, "nothing follows the lock: {kinds:?}");
    assert_eq!(locked - changed.map_or(0, |at| at + 1), 4, "{kinds:?}");
    assert!(changed.is_none_or(|at| at <= 4), "{kinds:?}");
}
