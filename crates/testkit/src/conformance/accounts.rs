//! Accounts: found by either name, kept apart by both, changed one thing at a time.

use parlor_auth::ports::{EMAIL_TAKEN, USERNAME_TAKEN};
use parlor_domain::{
    Account, AccountId, AccountState, Actor, AppData, AuditEvent, AuditKind, ClientAddress, Identifiers,
    JsonText, KnownClient, NewAccount, PasswordHash, PersonName, PersonNames, Revision,
};

use super::fixtures::{
    MICROSECOND, Subject, at, conflict, email, email_and_name, hash, identifiers, network, new_account,
    new_session, rename, unique, username,
};

super::cases![
    a_name_that_nobody_has_finds_nothing,
    an_account_reads_back_as_it_was_made,
    an_account_is_found_by_both_its_names_however_they_are_written,
    a_taken_email_is_a_conflict_however_it_is_written,
    a_taken_username_is_a_conflict_however_it_is_written,
    where_both_are_taken_the_conflict_is_on_the_email,
    accounts_without_an_email_or_without_a_username_do_not_stand_in_each_others_way,
    letters_of_two_scripts_make_two_names,
    the_longest_names_are_kept_and_found,
    a_renamed_account_is_found_by_its_new_name_alone,
    a_taken_name_cannot_be_renamed_to,
    an_account_may_rewrite_its_own_name,
    each_change_leaves_the_rest_as_it_was,
    names_are_stored_and_taken_away,
    an_account_is_found_by_its_number_and_listed_by_it,
    what_apps_keep_beside_an_account_reads_back,
    a_deleted_account_is_gone_with_all_that_belonged_to_it,
];

fn a_name_that_nobody_has_finds_nothing(subject: &Subject) {
    let nobody = unique("nobody");
    let names = [
        nobody.clone(),
        format!("{nobody}@example.com"),
        String::new(),
        format!("{nobody}\0"),
        format!("{nobody}' OR '1'='1"),
        "%".to_owned(),
        "🎈".to_owned(),
        "x".repeat(10_000),
    ];
    for name in names {
        assert_eq!(subject.find(&name), None, "{name:.40}");
    }
    for id in [0, -1, i64::MAX] {
        assert_eq!(subject.abandon(|work| work.accounts().lock(AccountId(id)).unwrap()), None);
    }
}

fn an_account_reads_back_as_it_was_made(subject: &Subject) {
    let name = unique("岩田 Łukasz");
    let address = format!("o'neil+{}@bücher.example", unique("é"));
    let both = new_account(identifiers(Some(&address), Some(&name)));
    let only_email = NewAccount {
        email_verified_at: Some(at(1) + MICROSECOND),
        password: Some(PasswordHash::stored("old$it's \"quoted\" \\ % 🎈 $1 é".to_owned())),
        is_admin: true,
        ..new_account(identifiers(Some(&format!("{}@example.com", unique("only"))), None))
    };
    let only_name = NewAccount {
        password: None,
        created_at: at(0) - MICROSECOND * 123_456,
        names: PersonNames { first: PersonName::parse("Zoë").unwrap(), last: None },
        ..new_account(identifiers(None, Some(&unique("only"))))
    };
    let pending = NewAccount { state: AccountState::Pending, ..new_account(email_and_name("pending")) };
    let off = NewAccount { state: AccountState::Deactivated, ..new_account(email_and_name("off")) };
    let mut ids = Vec::new();
    for new in [both, only_email, only_name, pending, off] {
        let account = subject.commit(|work| work.accounts().insert(&new));
        let expected = Account {
            id: account.id,
            identifiers: new.identifiers,
            email_verified_at: new.email_verified_at,
            names: new.names,
            locale: new.locale,
            terms_accepted_at: new.terms_accepted_at,
            password: new.password,
            state: new.state,
            is_admin: new.is_admin,
            created_at: new.created_at,
            revision: Revision::FIRST,
        };
        assert_eq!(account, expected);
        assert_eq!(subject.abandon(|work| work.accounts().lock(account.id).unwrap()), Some(expected));
        assert!(account.id.0 > 0 && !ids.contains(&account.id), "{ids:?} and {}", account.id);
        ids.push(account.id);
    }
}

fn an_account_is_found_by_both_its_names_however_they_are_written(subject: &Subject) {
    let tail = unique("x");
    let names = identifiers(Some(&format!("Straße{tail}@Bücher.example")), Some(&format!("É {tail}")));
    let account = subject.commit(|work| work.accounts().insert(&new_account(names)));
    let written = [
        format!("straße{tail}@bücher.example"),
        format!("STRASSE{}@XN--BCHER-KVA.EXAMPLE", tail.to_uppercase()),
        format!("ｓｔｒａｓｓｅ{tail}@bücher.example"),
        format!("É {tail}"),
        format!("e\u{301} {}", tail.to_uppercase()),
    ];
    for name in written {
        assert_eq!(subject.find(&name).as_ref(), Some(&account), "{name}");
    }
    for other in [format!("strase{tail}@bücher.example"), format!("e {tail}"), format!("É {tail} ")] {
        assert_eq!(subject.find(&other), None, "{other}");
    }
}

fn a_taken_email_is_a_conflict_however_it_is_written(subject: &Subject) {
    let tail = unique("x");
    let insert = |address: &str| {
        let new = new_account(identifiers(Some(address), Some(&unique("name"))));
        subject.abandon(|work| conflict(work.accounts().insert(&new)))
    };
    let first = new_account(identifiers(Some(&format!("Ann{tail}@example.com")), None));
    subject.commit(|work| work.accounts().insert(&first));
    assert_eq!(insert(&format!("Ann{tail}@example.com")), EMAIL_TAKEN);
    assert_eq!(insert(&format!("ａnn{}@EXAMPLE.com", tail.to_uppercase())), EMAIL_TAKEN);
}

fn a_taken_username_is_a_conflict_however_it_is_written(subject: &Subject) {
    let tail = unique("x");
    let insert = |name: &str| {
        let address = format!("{}@example.com", unique("address"));
        let new = new_account(identifiers(Some(&address), Some(name)));
        subject.abandon(|work| conflict(work.accounts().insert(&new)))
    };
    subject.commit(|work| {
        work.accounts().insert(&new_account(identifiers(None, Some(&format!("John Smith {tail}")))))
    });
    assert_eq!(insert(&format!("John Smith {tail}")), USERNAME_TAKEN);
    assert_eq!(insert(&format!("ＪＯＨＮ smith {}", tail.to_uppercase())), USERNAME_TAKEN);
}

fn where_both_are_taken_the_conflict_is_on_the_email(subject: &Subject) {
    let address = format!("{}@example.com", unique("both"));
    let new = new_account(Identifiers::of_email(email(&address)));
    subject.commit(|work| work.accounts().insert(&new));
    assert_eq!(subject.abandon(|work| conflict(work.accounts().insert(&new))), EMAIL_TAKEN);
}

fn accounts_without_an_email_or_without_a_username_do_not_stand_in_each_others_way(subject: &Subject) {
    for _ in 0..2 {
        let nameless = new_account(identifiers(Some(&format!("{}@example.com", unique("a"))), None));
        let addressless = new_account(identifiers(None, Some(&unique("b"))));
        subject.commit(|work| work.accounts().insert(&nameless));
        subject.commit(|work| work.accounts().insert(&addressless));
    }
}

fn letters_of_two_scripts_make_two_names(subject: &Subject) {
    let tail = unique("x");
    let (latin, cyrillic) = (format!("a{tail}"), format!("а{tail}"));
    for name in [&latin, &cyrillic] {
        subject.commit(|work| work.accounts().insert(&new_account(identifiers(None, Some(name)))));
    }
    assert_eq!(subject.find(&latin).unwrap().username().unwrap().as_str(), latin);
    assert_eq!(subject.find(&cyrillic).unwrap().username().unwrap().as_str(), cyrillic);
}

fn the_longest_names_are_kept_and_found(subject: &Subject) {
    let tail = unique("x");
    let domain = format!("{}.{}.{}.example", "d".repeat(60), "e".repeat(60), "f".repeat(40));
    // Each of these letters takes eighteen in the canonical form.
    let address = format!("{}{tail}@{domain}", "\u{fdfa}".repeat((64 - tail.len()) / 3));
    let name = format!("{tail}{}", "𐐀".repeat(150 - tail.len()));
    let new = new_account(identifiers(Some(&address), Some(&name)));
    let account = subject.commit(|work| work.accounts().insert(&new));
    assert_eq!(subject.find(&address).as_ref(), Some(&account));
    assert_eq!(subject.find(&name), Some(account));
}

fn a_renamed_account_is_found_by_its_new_name_alone(subject: &Subject) {
    let account = subject.account();
    let (old, new) = (account.username().unwrap().clone(), username(&unique("Ré naméd")));
    subject.commit(|work| rename(work, account.id, &new));
    let expected = Account {
        identifiers: account.identifiers.clone().renamed(Some(new.clone())).unwrap(),
        revision: Revision(2),
        ..account
    };
    assert_eq!(subject.find(new.as_str()).as_ref(), Some(&expected));
    assert_eq!(subject.find(expected.email().unwrap().as_str()).as_ref(), Some(&expected));
    assert_eq!(subject.find(old.as_str()), None);
}

fn a_taken_name_cannot_be_renamed_to(subject: &Subject) {
    let (account, other) = (subject.account(), subject.account());
    let taken = username(&other.username().unwrap().as_str().to_uppercase());
    let outcome = subject.abandon(|work| conflict(rename(work, account.id, &taken)));
    assert_eq!(outcome, USERNAME_TAKEN);
    assert_eq!(subject.find(taken.as_str()), Some(other));
}

fn an_account_may_rewrite_its_own_name(subject: &Subject) {
    let account = subject.account();
    let upper = username(&account.username().unwrap().as_str().to_uppercase());
    subject.commit(|work| rename(work, account.id, &upper));
    let found = subject.find(account.username().unwrap().as_str()).unwrap();
    assert_eq!((found.id, found.username()), (account.id, Some(&upper)));
}

fn each_change_leaves_the_rest_as_it_was(subject: &Subject) {
    let bystander = subject.account();
    let mut account = subject.account();
    let id = account.id;
    let same = |expected: &Account| {
        assert_eq!(subject.find(expected.email().unwrap().as_str()).as_ref(), Some(expected));
        assert_eq!(subject.find(bystander.email().unwrap().as_str()).as_ref(), Some(&bystander));
    };
    account.password = Some(hash("it's \"another\" 🎈"));
    subject.commit(|work| work.accounts().set_password(id, &hash("it's \"another\" 🎈")));
    same(&account);
    for state in [AccountState::Deactivated, AccountState::Pending, AccountState::Active] {
        account.state = state;
        subject.commit(|work| work.accounts().set_state(id, state));
        same(&account);
    }
    for is_admin in [true, false] {
        account.is_admin = is_admin;
        account.revision.0 += 1;
        subject.commit(|work| work.accounts().set_admin(id, is_admin));
        same(&account);
    }
}

fn names_are_stored_and_taken_away(subject: &Subject) {
    let account = subject.account();
    let name = |raw| PersonName::parse(raw).unwrap();
    let set = |names: &PersonNames| {
        subject.commit(|work| work.accounts().set_profile(account.id, account.username(), names))
    };
    let found = || subject.find(account.email().unwrap().as_str()).unwrap();
    let names = PersonNames { first: name("Zoë"), last: name("d'Été 岩") };
    assert_eq!(set(&names), Revision(2));
    assert_eq!(found(), Account { names, revision: Revision(2), ..account.clone() });
    assert_eq!(set(&PersonNames::default()), Revision(3));
    assert_eq!(found(), Account { revision: Revision(3), ..account.clone() });
    let nameless =
        subject.commit(|work| work.accounts().set_profile(account.id, None, &PersonNames::default()));
    assert_eq!((nameless, found().username()), (Revision(4), None));
}

fn what_apps_keep_beside_an_account_reads_back(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    let read = |id| subject.store.read().unwrap().accounts().app_data(id).unwrap();
    assert_eq!(read(account), AppData::default());
    let text = |json: &str| Some(JsonText::stored(json.to_owned()));
    let long = format!("\"{}\"", "é".repeat(8_000));
    for (public, private) in [(text("{\"a\":1}"), None), (None, text(&long)), (text("[]"), text("null"))] {
        let data = AppData { public, private };
        subject.commit(|work| work.accounts().set_app_data(account, &data));
        assert_eq!(read(account), data);
    }
    assert_eq!(read(other), AppData::default());
}

fn a_deleted_account_is_gone_with_all_that_belonged_to_it(subject: &Subject) {
    let (account, bystander) = (subject.account(), subject.account());
    let id = account.id;
    let home = network("192.0.2.1");
    let session = subject.commit(|work| {
        let data = AppData { public: Some(JsonText::stored("1".into())), private: None };
        work.accounts().set_app_data(id, &data)?;
        work.known_clients().remember(id, KnownClient::Address(home), at(0), 10)?;
        let actor = Actor::Account(id, ClientAddress::Known(home));
        let event = AuditEvent { kind: AuditKind::SignedIn, actor, account: Some(id), session: None };
        work.journal().record(event, at(0));
        work.sessions().open(&new_session(id))
    });
    subject.commit(|work| work.accounts().delete(id));
    assert_eq!(subject.find(account.email().unwrap().as_str()), None);
    assert_eq!(subject.find_session(session.id), None);
    let mut reader = subject.store.read().unwrap();
    assert_eq!(reader.accounts().app_data(id).unwrap(), AppData::default());
    assert!(!reader.known_clients().is_known(id, KnownClient::Address(home), at(0)).unwrap());
    assert_eq!(subject.find(bystander.email().unwrap().as_str()), Some(bystander));
    // Whoever comes next is somebody else.
    assert!(subject.account().id > id);
}

fn an_account_is_found_by_its_number_and_listed_by_it(subject: &Subject) {
    let (first, second) = (subject.account(), subject.account());
    let mut reader = subject.store.read().unwrap();
    assert_eq!(reader.accounts().by_id(first.id).unwrap(), Some(first.clone()));
    assert_eq!(reader.accounts().by_id(AccountId(0)).unwrap(), None);
    let (all, count) = reader.accounts().list(0, 1_000_000).unwrap();
    assert!(all.len() == count && all.is_sorted_by_key(|account| account.id));
    let place = all.iter().position(|account| account.id == first.id).unwrap();
    let (page, _) = reader.accounts().list(place, 2).unwrap();
    assert_eq!(page, [first, second]);
    assert_eq!(reader.accounts().list(count, 10).unwrap(), (Vec::new(), count));
}
