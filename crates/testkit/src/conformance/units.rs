//! Units of work: all or nothing, and nothing of it seen before the end.

use parlor_auth::ports::SealedKey;
use parlor_domain::{Attempts, ClientKind, EndReason, Login, LoginKey, Match};

use super::fixtures::{
    Subject, at, conflict, email_and_name, from_address, hash, new_account, rotated, unique,
};
use super::lockouts::POLICY as LOCKOUT;

super::cases![
    what_is_committed_lasts,
    what_is_dropped_is_taken_back_in_every_repository,
    what_came_before_a_conflict_is_taken_back_too,
    a_look_does_not_wait_for_open_work_and_sees_nothing_of_it,
    a_reader_sees_what_was_committed_after_it_was_made,
    work_sees_its_own_changes,
    a_renewal_lasts_without_a_commit,
    a_renewal_that_does_not_hold_changes_nothing,
];

fn what_is_committed_lasts(subject: &Subject) {
    let account = subject.account();
    assert_eq!(subject.find(account.username().unwrap().as_str()), Some(account));
}

fn what_is_dropped_is_taken_back_in_every_repository(subject: &Subject) {
    let session = subject.session();
    let before = subject.find_session(session.id).unwrap();
    let new = new_account(email_and_name("dropped"));
    let key = LoginKey::Account(session.account);
    let stranger = ClientKind::Stranger;
    let client = from_address("192.0.2.1");
    let sealed =
        SealedKey { name: unique("key"), purpose: "dropped".to_owned(), sealed: vec![1], made_at: at(1) };
    subject.abandon(|work| {
        work.accounts().insert(&new).unwrap();
        work.accounts().set_password(session.account, &hash("dropped")).unwrap();
        work.sessions().end(session.id, EndReason::Operator, at(1)).unwrap();
        let wrong = Match::Wrong;
        work.lockouts().verdict(&key, stranger, wrong, &LOCKOUT, at(1)).unwrap();
        work.known_clients().remember(session.account, client, at(1), 10).unwrap();
        work.keys().add(&sealed).unwrap();
    });
    let mut reader = subject.store.read().unwrap();
    let login = Login::parse(new.identifiers.username().unwrap().as_str());
    assert_eq!(reader.accounts().by_login(&login).unwrap(), None);
    assert_eq!(reader.sessions().with_account(session.id).unwrap(), Some(before));
    assert_eq!(reader.lockouts().peek(&key, stranger).unwrap(), Attempts::default());
    assert!(!reader.known_clients().is_known(session.account, client, at(0)).unwrap());
    drop(reader);
    assert!(!subject.abandon(|work| work.keys().all().unwrap()).contains(&sealed));
}

fn what_came_before_a_conflict_is_taken_back_too(subject: &Subject) {
    let taken = subject.account();
    let new = new_account(email_and_name("before"));
    subject.abandon(|work| {
        work.accounts().insert(&new).unwrap();
        conflict(work.accounts().insert(&new_account(taken.identifiers.clone())));
    });
    assert_eq!(subject.find(new.identifiers.username().unwrap().as_str()), None);
}

fn a_look_does_not_wait_for_open_work_and_sees_nothing_of_it(subject: &Subject) {
    let account = subject.account();
    let name = account.username().unwrap().as_str();
    let key = LoginKey::Account(account.id);
    let stranger = ClientKind::Stranger;
    let mut work = subject.store.write().unwrap();
    work.accounts().lock(account.id).unwrap();
    work.accounts().set_password(account.id, &hash("second")).unwrap();
    let wrong = Match::Wrong;
    work.lockouts().verdict(&key, stranger, wrong, &LOCKOUT, at(1)).unwrap();
    let peek = || subject.store.read().unwrap().lockouts().peek(&key, stranger).unwrap().failures;
    assert_eq!(subject.find(name), Some(account.clone()));
    assert_eq!(peek(), 0);
    work.commit().unwrap();
    assert_eq!(subject.find(name).unwrap().password, Some(hash("second")));
    assert_eq!(peek(), 1);
}

fn a_reader_sees_what_was_committed_after_it_was_made(subject: &Subject) {
    let new = new_account(email_and_name("later"));
    let login = Login::parse(new.identifiers.username().unwrap().as_str());
    let mut reader = subject.store.read().unwrap();
    assert_eq!(reader.accounts().by_login(&login).unwrap(), None);
    let account = subject.commit(|work| work.accounts().insert(&new));
    assert_eq!(reader.accounts().by_login(&login).unwrap(), Some(account));
}

fn work_sees_its_own_changes(subject: &Subject) {
    let new = new_account(email_and_name("own"));
    let login = Login::parse(new.identifiers.email().unwrap().as_str());
    subject.abandon(|work| {
        let account = work.accounts().insert(&new).unwrap();
        assert_eq!(work.accounts().by_login(&login).unwrap(), Some(account.clone()));
        work.accounts().set_admin(account.id, true).unwrap();
        assert!(work.accounts().lock(account.id).unwrap().unwrap().is_admin);
    });
}

fn a_renewal_lasts_without_a_commit(subject: &Subject) {
    let session = subject.session();
    let next = rotated(&session, at(1));
    assert!(subject.store.renew().unwrap().rotate(&next).unwrap());
    assert_eq!(subject.find_session(session.id).unwrap().0, next);
    subject.store.renew().unwrap().acknowledge(session.id, next.generation, at(2)).unwrap();
    assert_eq!(subject.find_session(session.id).unwrap().0.acknowledged_at, Some(at(2)));
}

fn a_renewal_that_does_not_hold_changes_nothing(subject: &Subject) {
    let session = subject.session();
    let next = rotated(&session, at(2));
    subject.commit(|work| work.sessions().end(session.id, EndReason::SignedOut, at(1)));
    let ended = subject.find_session(session.id);
    let mut renewals = subject.store.renew().unwrap();
    assert!(!renewals.rotate(&next).unwrap());
    renewals.acknowledge(session.id, next.generation, at(2)).unwrap();
    assert_eq!(subject.find_session(session.id), ended);
}
