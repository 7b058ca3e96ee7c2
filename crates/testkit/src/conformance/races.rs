//! What must come out right however many ask at once.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use parlor_auth::ports::{EMAIL_TAKEN, USERNAME_TAKEN};
use parlor_domain::{CanonicalKey, ClientKind, EndReason, LoginKey, Match, Verdict};

use super::fixtures::{
    Subject, at, email_and_name, hash, identifiers, new_account, one_was_first, rename, rotated, unique,
    username,
};
use super::lockouts::POLICY as LOCKOUT;
use crate::at_once;

super::cases![
    s43_one_of_fifty_rotations_at_once_succeeds,
    s22_of_two_hundred_wrong_passwords_at_once_five_are_counted,
    one_of_several_sign_ups_for_one_email_at_once_succeeds,
    one_of_several_accounts_gets_a_name_that_all_want_at_once,
    a_session_ends_for_one_of_those_who_end_it_at_once,
    a_locked_account_keeps_others_waiting_and_shows_them_what_changed,
];

fn s43_one_of_fifty_rotations_at_once_succeeds(subject: &Subject) {
    let session = subject.session();
    let next = rotated(&session, at(1));
    let rotate = |_| subject.store.renew().unwrap().rotate(&next).unwrap();
    let succeeded = at_once(50, rotate).into_iter().filter(|rotated| *rotated).count();
    assert_eq!(succeeded, 1);
    assert_eq!(subject.find_session(session.id).unwrap().0, next);
}

fn s22_of_two_hundred_wrong_passwords_at_once_five_are_counted(subject: &Subject) {
    let account = LoginKey::Account(subject.account().id);
    let nobody = LoginKey::Name(CanonicalKey::of(&unique("nobody")));
    for key in [account, nobody] {
        let verdicts = at_once(200, |_| verdict(subject, &key, Match::Wrong));
        assert_eq!(count(&verdicts, Verdict::Wrong), 4);
        assert_eq!(count(&verdicts, Verdict::Locks { until: at(900) }), 1);
        assert_eq!(count(&verdicts, Verdict::Locked { until: at(900) }), 195);
        let counter = subject.store.read().unwrap().lockouts().peek(&key, ClientKind::Stranger).unwrap();
        assert_eq!((counter.failures, counter.locked_until), (5, Some(at(900))));
        assert_eq!(verdict(subject, &key, Match::Right), Verdict::Locked { until: at(900) });
    }
}

fn one_of_several_sign_ups_for_one_email_at_once_succeeds(subject: &Subject) {
    let address = format!("{}@example.com", unique("wanted"));
    let outcomes = at_once(8, |_| {
        let new = new_account(identifiers(Some(&address), Some(&unique("name"))));
        let mut work = subject.store.write().unwrap();
        let made = work.accounts().insert(&new).map(|_| ());
        made.and_then(|()| work.commit())
    });
    one_was_first(outcomes, EMAIL_TAKEN);
}

fn one_of_several_accounts_gets_a_name_that_all_want_at_once(subject: &Subject) {
    let wanted = username(&unique("wanted"));
    let accounts: Vec<_> = (0..8).map(|_| subject.account().id).collect();
    let outcomes = at_once(8, |number| {
        let id = *accounts.get(number).unwrap();
        let mut work = subject.store.write().unwrap();
        rename(work.as_mut(), id, &wanted).and_then(|()| work.commit())
    });
    one_was_first(outcomes, USERNAME_TAKEN);
}

fn a_session_ends_for_one_of_those_who_end_it_at_once(subject: &Subject) {
    let session = subject.session();
    let ended =
        at_once(20, |_| subject.commit(|work| work.sessions().end(session.id, EndReason::SignedOut, at(1))));
    assert_eq!(ended.into_iter().filter(|ended| *ended).count(), 1);
    assert!(!subject.find_session(session.id).unwrap().0.is_live(at(2)));
}

fn a_locked_account_keeps_others_waiting_and_shows_them_what_changed(subject: &Subject) {
    let new = new_account(email_and_name("locked"));
    let id = subject.commit(|work| work.accounts().insert(&new)).id;
    let (started, starts) = mpsc::channel();
    thread::scope(|scope| {
        let mut work = subject.store.write().unwrap();
        work.accounts().lock(id).unwrap();
        let other = scope.spawn(move || {
            started.send(()).unwrap();
            subject.commit(|work| work.accounts().lock(id))
        });
        starts.recv().unwrap();
        // Long enough for the other to read the old password, if nothing kept it waiting.
        thread::sleep(Duration::from_millis(100));
        work.accounts().set_password(id, &hash("changed meanwhile")).unwrap();
        work.commit().unwrap();
        let seen = other.join().unwrap().unwrap();
        assert_eq!(seen.password, Some(hash("changed meanwhile")));
    });
}

fn verdict(subject: &Subject, key: &LoginKey, outcome: Match) -> Verdict {
    subject.commit(|work| work.lockouts().verdict(key, ClientKind::Stranger, outcome, &LOCKOUT, at(0)))
}

fn count(verdicts: &[Verdict], wanted: Verdict) -> usize {
    verdicts.iter().filter(|verdict| **verdict == wanted).count()
}
