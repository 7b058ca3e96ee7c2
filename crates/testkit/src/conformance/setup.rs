//! Links to the first administrator: each good once, and not for ever.

use parlor_domain::{AccountState, SetupToken};

use super::fixtures::{MICROSECOND, Subject, at, email_and_name, new_account};

super::cases![
    a_link_is_taken_once_and_takes_the_others_with_it,
    a_link_is_good_since_it_was_made,
    an_administrator_is_seen,
    one_who_is_switched_off_can_do_nothing_and_does_not_count
];

fn token(byte: u8) -> SetupToken {
    SetupToken::drawn([byte; 16])
}

fn a_link_is_taken_once_and_takes_the_others_with_it(subject: &Subject) {
    subject.abandon(|work| {
        let setup = work.setup();
        setup.offer(token(1), at(0)).unwrap();
        setup.offer(token(2), at(1)).unwrap();
        assert!(!setup.take(token(3), at(0)).unwrap());
        assert!(setup.take(token(1), at(0)).unwrap());
        assert!(!setup.take(token(1), at(0)).unwrap() && !setup.take(token(2), at(0)).unwrap());
    });
}

fn a_link_is_good_since_it_was_made(subject: &Subject) {
    subject.abandon(|work| {
        work.setup().offer(token(1), at(10)).unwrap();
        assert!(!work.setup().take(token(1), at(10) + MICROSECOND).unwrap());
        assert!(work.setup().take(token(1), at(10)).unwrap());
    });
}

fn an_administrator_is_seen(subject: &Subject) {
    let mut admin = new_account(email_and_name("admin"));
    admin.is_admin = true;
    subject.abandon(|work| {
        work.accounts().insert(&admin).unwrap();
        assert!(work.setup().has_admin().unwrap());
    });
}

fn one_who_is_switched_off_can_do_nothing_and_does_not_count(subject: &Subject) {
    let mut admin = new_account(email_and_name("admin"));
    admin.is_admin = true;
    subject.abandon(|work| {
        // Other cases may have left some on this store.
        for id in work.accounts().lock_administrators().unwrap() {
            work.accounts().set_state(id, AccountState::Deactivated).unwrap();
        }
        assert!(!work.setup().has_admin().unwrap());
        let id = work.accounts().insert(&admin).unwrap().id;
        assert!(work.setup().has_admin().unwrap());
        work.accounts().set_state(id, AccountState::Deactivated).unwrap();
        assert!(!work.setup().has_admin().unwrap());
    });
}
