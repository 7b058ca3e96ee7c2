//! What owners are told: their own data, from the beginning to an end.

use parlor_auth::ports::{ExportPart, ExportPlace};
use parlor_domain::{Account, AccountId, EmailAddress, Username};

use super::fixtures::Subject;

super::cases![an_owner_is_told_of_the_account_and_of_no_other, of_no_account_nothing_is_told];

/// All of an account's data.
fn export(subject: &Subject, account: AccountId) -> Vec<ExportPart> {
    let (mut parts, mut place) = (Vec::new(), ExportPlace::BEGINNING);
    while let Some(part) = subject.store.read().unwrap().exports().part(account, place).unwrap() {
        let goes_on = (part.next.section, part.next.after) > (place.section, place.after);
        assert!(goes_on, "{place:?} leads to {:?}", part.next);
        place = part.next;
        parts.push(part);
    }
    parts
}

fn names(account: &Account) -> [String; 2] {
    let email = account.email().map(EmailAddress::as_str).unwrap();
    [email.to_owned(), account.username().map(Username::as_str).unwrap().to_owned()]
}

fn an_owner_is_told_of_the_account_and_of_no_other(subject: &Subject) {
    let (own, other) = (subject.account(), subject.account());
    let rows: Vec<_> = export(subject, own.id).into_iter().flat_map(|part| part.rows).collect();
    let told = rows.concat();
    assert!(names(&own).iter().all(|name| told.contains(name.as_str())), "{told}");
    assert!(!names(&other).iter().any(|name| told.contains(name.as_str())), "{told}");
}

fn of_no_account_nothing_is_told(subject: &Subject) {
    let parts = export(subject, AccountId(i64::MAX));
    assert!(parts.iter().all(|part| part.rows.is_empty()), "{parts:?}");
}
