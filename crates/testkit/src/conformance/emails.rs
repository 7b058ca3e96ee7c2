//! Emails of accounts: proved, changed, and waited for by sign-ups that are pending.

use parlor_auth::ports::{EMAIL_TAKEN, USERNAME_TAKEN};
use parlor_domain::{Account, AccountState, EmailAddress, NewAccount, Revision, Timestamp};

use super::fixtures::{
    MICROSECOND, Subject, at, conflict, email, email_and_name, hash, identifiers, long_ago, new_account,
    one_was_first, unique, username,
};
use crate::at_once;

super::cases![
    a_password_is_taken_away_and_the_rest_stays,
    a_proved_email_has_its_time_and_is_a_new_revision,
    a_changed_email_is_found_by_its_new_form_alone,
    an_email_or_a_username_of_somebody_else_cannot_be_changed_to,
    an_email_that_nobody_proved_is_given_and_taken_away,
    s11_one_of_several_who_change_to_one_email_at_once_succeeds,
    a_pending_sign_up_is_removed_by_its_email_and_nobody_else_is,
    pending_sign_ups_are_removed_by_age,
];

fn a_password_is_taken_away_and_the_rest_stays(subject: &Subject) {
    let (account, other) = (subject.account(), subject.account());
    subject.commit(|work| work.accounts().clear_password(account.id));
    assert_eq!(found(subject, &account), Some(Account { password: None, ..account.clone() }));
    subject.commit(|work| work.accounts().set_password(account.id, &hash("next")));
    assert_eq!(found(subject, &account).unwrap().password, Some(hash("next")));
    assert_eq!(found(subject, &other), Some(other));
}

fn a_proved_email_has_its_time_and_is_a_new_revision(subject: &Subject) {
    let (account, other) = (subject.account(), subject.account());
    let now = at(7) + MICROSECOND;
    subject.commit(|work| work.accounts().verify_email(account.id, now));
    let expected = Account { email_verified_at: Some(now), revision: Revision(2), ..account.clone() };
    assert_eq!(found(subject, &account), Some(expected));
    assert_eq!(found(subject, &other), Some(other));
}

fn a_changed_email_is_found_by_its_new_form_alone(subject: &Subject) {
    let (account, other) = (subject.account(), subject.account());
    let tail = unique("new");
    let (address, name) = (format!("Ann{tail}@Bücher.example"), username(&unique("named")));
    subject.commit(|work| work.accounts().set_email(account.id, (&email(&address), at(9)), Some(&name)));
    let expected = Account {
        identifiers: identifiers(Some(&address), Some(name.as_str())),
        email_verified_at: Some(at(9)),
        revision: Revision(2),
        ..account.clone()
    };
    assert_eq!(subject.find(&format!("ann{tail}@xn--bcher-kva.example")), Some(expected.clone()));
    assert_eq!(subject.find(name.as_str()), Some(expected));
    assert_eq!(found(subject, &account), None);
    assert_eq!(found(subject, &other), Some(other));
    subject.commit(|work| work.accounts().set_email(account.id, (&email(&address), at(10)), None));
    assert_eq!(subject.find(name.as_str()), None);
}

fn an_email_or_a_username_of_somebody_else_cannot_be_changed_to(subject: &Subject) {
    let (account, other) = (subject.account(), subject.account());
    let free = email(&format!("{}@example.com", unique("free")));
    let change = |to: &EmailAddress, name: &str| {
        subject.abandon(|work| {
            conflict(work.accounts().set_email(account.id, (to, at(0)), Some(&username(name))))
        })
    };
    let (taken, taken_name) = (other.email().unwrap(), other.username().unwrap().as_str());
    assert_eq!(change(&email(&taken.as_str().to_uppercase()), &unique("name")), EMAIL_TAKEN);
    assert_eq!(change(&free, taken_name), USERNAME_TAKEN);
    assert_eq!(found(subject, &account), Some(account));
}

fn an_email_that_nobody_proved_is_given_and_taken_away(subject: &Subject) {
    let (account, other) = (subject.account(), subject.account());
    subject.commit(|work| work.accounts().verify_email(account.id, at(1)));
    let name = account.username().unwrap().as_str();
    subject.commit(|work| work.accounts().set_unproved_email(account.id, None));
    let bare = Account {
        identifiers: identifiers(None, Some(name)),
        email_verified_at: None,
        revision: Revision(3),
        ..account.clone()
    };
    assert_eq!((subject.find(name), found(subject, &account)), (Some(bare.clone()), None));
    let taken = other.email().unwrap();
    let refused =
        subject.abandon(|work| conflict(work.accounts().set_unproved_email(account.id, Some(taken))));
    assert_eq!(refused, EMAIL_TAKEN);
    let free = format!("{}@example.com", unique("free"));
    subject.commit(|work| work.accounts().set_unproved_email(account.id, Some(&email(&free))));
    let named = identifiers(Some(&free), Some(name));
    let expected = Account { identifiers: named, revision: Revision(4), ..bare };
    assert_eq!(subject.find(&free), Some(expected));
}

fn s11_one_of_several_who_change_to_one_email_at_once_succeeds(subject: &Subject) {
    let wanted = email(&format!("{}@example.com", unique("wanted")));
    let accounts: Vec<Account> = (0..8).map(|_| subject.account()).collect();
    let outcomes = at_once(8, |number| {
        let account = accounts.get(number).unwrap();
        let mut work = subject.store.write().unwrap();
        let changed = work.accounts().set_email(account.id, (&wanted, at(0)), account.username());
        changed.and_then(|()| work.commit())
    });
    one_was_first(outcomes, EMAIL_TAKEN);
}

fn a_pending_sign_up_is_removed_by_its_email_and_nobody_else_is(subject: &Subject) {
    let (waiting, other) = (pending(subject, at(0)), pending(subject, at(0)));
    let active = subject.account();
    let remove =
        |account: &Account| subject.commit(|work| work.accounts().remove_pending(account.email().unwrap()));
    assert!(!remove(&active));
    assert!(remove(&waiting));
    assert!(!remove(&waiting));
    assert_eq!(found(subject, &waiting), None);
    assert_eq!(found(subject, &active), Some(active));
    assert_eq!(found(subject, &other), Some(other.clone()));
    subject.commit(|work| work.accounts().set_state(other.id, AccountState::Deactivated));
    assert!(!remove(&other));
}

fn pending_sign_ups_are_removed_by_age(subject: &Subject) {
    let before = long_ago(100);
    let (stale, waiting) = (pending(subject, before - MICROSECOND), pending(subject, before));
    let confirmed = pending(subject, before - MICROSECOND);
    subject.commit(|work| work.accounts().set_state(confirmed.id, AccountState::Active));
    assert_eq!(subject.commit(|work| work.accounts().remove_stale_pending(before)), 1);
    assert_eq!(found(subject, &stale), None);
    assert_eq!(found(subject, &waiting), Some(waiting));
    assert!(found(subject, &confirmed).is_some());
}

fn pending(subject: &Subject, created_at: Timestamp) -> Account {
    let account = new_account(email_and_name("pending"));
    let new = NewAccount { state: AccountState::Pending, password: None, created_at, ..account };
    subject.commit(|work| work.accounts().insert(&new))
}

fn found(subject: &Subject, account: &Account) -> Option<Account> {
    subject.find(account.email().unwrap().as_str())
}
