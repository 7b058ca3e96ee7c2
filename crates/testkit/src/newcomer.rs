//! Somebody to begin with, where a test is not about how people come.

use parlor_auth::ports::Store;
use parlor_domain::{
    AccountId, AccountState, EmailAddress, Identifiers, NewAccount, PersonNames, Timestamp, Username,
};

/// Makes an active account of this name, which also begins its email.
///
/// # Panics
/// When there is one already.
pub fn newcomer(store: &dyn Store, name: &str, now: Timestamp) -> AccountId {
    let email = EmailAddress::parse(&format!("{name}@example.com")).unwrap();
    let new = NewAccount {
        identifiers: Identifiers::of(Some(email), Some(Username::parse(name).unwrap())).unwrap(),
        email_verified_at: None,
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        password: None,
        state: AccountState::Active,
        is_admin: false,
        created_at: now,
    };
    let mut work = store.write().unwrap();
    let id = work.accounts().insert(&new).unwrap().id;
    work.commit().unwrap();
    id
}
