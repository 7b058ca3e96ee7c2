//! Pictures of accounts and the files that are to go.

use std::time::Duration;

use parlor_auth::ports::Store as Accounts;
use parlor_community::ports::{Belongings, Replaced, Store};
use parlor_domain::{
    AccountId, AccountState, AppData, FileName, Identifiers, JsonText, MediaFile, NewAccount, PersonNames,
    PictureFormat, Timestamp, Username,
};
use parlor_persistence::Database;

use crate::support;

fn at(seconds: u64) -> Timestamp {
    Timestamp::EPOCH + Duration::from_secs(seconds)
}

fn name(number: u8) -> FileName {
    FileName::generate("cat.png", PictureFormat::Png, [number; 16])
}

fn account(database: &Database, name: &str) -> AccountId {
    let new = NewAccount {
        identifiers: Identifiers::of(None, Some(Username::parse(name).unwrap())).unwrap(),
        email_verified_at: None,
        names: PersonNames::default(),
        locale: None,
        terms_accepted_at: None,
        password: None,
        state: AccountState::Active,
        is_admin: false,
        created_at: at(0),
    };
    let mut work = Accounts::write(database).unwrap();
    let id = work.accounts().insert(&new).unwrap().id;
    work.commit().unwrap();
    id
}

fn revision(database: &Database, id: AccountId) -> i64 {
    Accounts::read(database).unwrap().accounts().by_id(id).unwrap().unwrap().revision.0
}

fn replace(database: &Database, id: AccountId, picture: Option<&FileName>) -> Replaced {
    let mut work = Store::write(database).unwrap();
    let replaced = work.avatars().replace(id, picture, at(1)).unwrap();
    work.commit().unwrap();
    replaced
}

#[test]
fn a_picture_is_put_in_the_place_of_the_one_before_as_a_new_revision() {
    for fresh in support::both() {
        let database = fresh.open_quietly();
        let (ann, bob) = (account(&database, "ann"), account(&database, "bob"));
        assert_eq!(replace(&database, ann, Some(&name(1))), Replaced::Before(None));
        assert_eq!(replace(&database, ann, Some(&name(2))), Replaced::Before(Some(name(1))));
        assert_eq!(replace(&database, ann, None), Replaced::Before(Some(name(2))));
        assert_eq!((revision(&database, ann), revision(&database, bob)), (4, 1));
        assert_eq!(replace(&database, AccountId(99), None), Replaced::NoAccount);
        fresh.execute("UPDATE accounts SET state = 'deactivated' WHERE username = 'bob'");
        assert_eq!(replace(&database, bob, Some(&name(1))), Replaced::NoAccount);
        assert_eq!(revision(&database, bob), 1);
    }
}

#[test]
fn what_stands_beside_an_account_comes_in_one_look_whatever_of_it_is_there() {
    for fresh in support::both() {
        let database = fresh.open_quietly();
        let look = |id| Store::read(&database).unwrap().profiles().belongings(id).unwrap();
        let (ann, bob) = (account(&database, "ann"), account(&database, "bob"));
        assert_eq!(look(ann), Belongings::default());
        assert_eq!(look(AccountId(99)), Belongings::default());
        replace(&database, ann, Some(&name(1)));
        let data = AppData { public: Some(JsonText::stored("1".into())), private: None };
        let mut work = Accounts::write(&database).unwrap();
        work.accounts().set_app_data(bob, &data).unwrap();
        work.commit().unwrap();
        assert_eq!(look(ann), Belongings { data: AppData::default(), avatar: Some(name(1)) });
        assert_eq!(look(bob), Belongings { data, avatar: None });
    }
}

#[test]
fn a_file_goes_when_its_time_has_come_unless_it_is_kept_before() {
    for fresh in support::both() {
        let database = fresh.open_quietly();
        let [first, second, third] = [1, 2, 3].map(|number| MediaFile::avatar(AccountId(7), name(number)));
        let due = |now, limit| Store::read(&database).unwrap().due_files().due(at(now), limit).unwrap();
        let mut work = Store::write(&database).unwrap();
        work.discarded_files().discard(&second, at(20)).unwrap();
        work.discarded_files().discard(&first, at(10)).unwrap();
        work.discarded_files().discard(&third, at(10)).unwrap();
        // Announced again, it goes when the last one said.
        work.discarded_files().discard(&third, at(30)).unwrap();
        work.commit().unwrap();
        assert_eq!(due(9, 9), []);
        assert_eq!(due(10, 9), std::slice::from_ref(&first));
        assert_eq!(due(30, 2), [first.clone(), second.clone()], "those that wait longest go first");

        let mut work = Store::write(&database).unwrap();
        assert!(!work.discarded_files().keep(&first, at(10)).unwrap(), "its time has come");
        assert!(work.discarded_files().keep(&second, at(19)).unwrap());
        assert!(!work.discarded_files().keep(&second, at(19)).unwrap(), "it is kept already");
        work.discarded_files().forget(&[first.clone(), second]).unwrap();
        work.commit().unwrap();
        assert_eq!(due(99, 9), [third]);
    }
}

#[test]
fn s58_a_deletion_hands_the_picture_to_whoever_removes_files() {
    for fresh in support::both() {
        let database = fresh.open_quietly();
        let (ann, bob) = (account(&database, "ann"), account(&database, "bob"));
        replace(&database, ann, Some(&name(1)));
        for id in [ann, bob] {
            let mut work = Accounts::write(&database).unwrap();
            work.accounts().lock(id).unwrap();
            work.accounts().delete(id).unwrap();
            work.commit().unwrap();
        }
        let due = Store::read(&database).unwrap().due_files().due(at(0), 9).unwrap();
        assert_eq!(due, [MediaFile::avatar(ann, name(1))]);
    }
}
