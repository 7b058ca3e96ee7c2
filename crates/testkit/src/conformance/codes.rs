//! Codes, their counters, flows and PINs: each found by whose it is and used once.

use parlor_auth::ports::{NewCode, NewFlow, SentCode};
use parlor_domain::{
    AccountId, CanonicalKey, ClientKind, CodeCounter, CodeCounterKey, CodeDigest, CodePurpose, CodeScope,
    CodeSubject, FlowToken, Timestamp,
};

use super::fixtures::{MICROSECOND, Subject, at, email, from_address, hash, long_ago, network, unique};
use crate::at_once;

super::cases![
    a_counter_begins_with_nothing_and_is_kept,
    counters_are_told_apart_by_whose_what_and_for_whom,
    counters_that_nobody_held_are_removed_and_codes_that_were_over,
    a_counter_is_held_by_one_at_a_time,
    a_code_is_found_by_its_account_its_purpose_and_its_digest,
    of_two_codes_alike_the_newer_is_found,
    only_the_newest_codes_of_a_kind_stay,
    codes_are_removed_by_purpose_or_all,
    s11_of_sixteen_who_use_a_code_at_once_one_does,
    a_flow_is_good_once_for_its_account_until_it_ends,
    a_flow_is_good_for_the_network_that_it_was_granted_to_if_it_is_the_only_one,
    flows_are_removed_with_their_account_or_by_age,
    s11_of_sixteen_who_use_a_flow_at_once_one_does,
    a_pin_is_stored_replaced_and_taken_away,
];

fn a_counter_begins_with_nothing_and_is_kept(subject: &Subject) {
    let key = counter(address());
    assert_eq!(hold(subject, &key, at(0)), CodeCounter::default());
    let counted = CodeCounter { since: Some(at(3) + MICROSECOND), mails: 5, tries: 20 };
    subject.commit(|work| {
        work.codes().hold(&key, at(3))?;
        work.codes().keep(&key, &counted)
    });
    assert_eq!(hold(subject, &key, at(4)), counted);
    subject.abandon(|work| {
        work.codes().hold(&key, at(5)).unwrap();
        work.codes().keep(&key, &CodeCounter::default()).unwrap();
    });
    assert_eq!(hold(subject, &key, at(6)), counted);
}

fn counters_are_told_apart_by_whose_what_and_for_whom(subject: &Subject) {
    let account = subject.account().id;
    let of_address = counter(address());
    let of_account = counter(CodeSubject::Account(account));
    let known = from_address("192.0.2.1");
    let keys = [
        of_address.clone(),
        CodeCounterKey { scope: CodeScope::Window, ..of_address.clone() },
        CodeCounterKey { scope: CodeScope::Purpose(CodePurpose::SignIn), ..of_address.clone() },
        CodeCounterKey { client: ClientKind::SignedIn, ..of_address.clone() },
        CodeCounterKey { client: ClientKind::Known(known), ..of_address },
        of_account.clone(),
        CodeCounterKey { scope: CodeScope::Window, ..of_account },
        counter(address()),
    ];
    for (tries, key) in (1..).zip(&keys) {
        assert_eq!(hold(subject, key, at(0)), CodeCounter::default(), "{key:?}");
        subject.commit(|work| {
            work.codes().hold(key, at(0))?;
            work.codes().keep(key, &CodeCounter { tries, ..CodeCounter::default() })
        });
    }
    for (tries, key) in (1..).zip(&keys) {
        assert_eq!(hold(subject, key, at(0)).tries, tries, "{key:?}");
    }
}

fn counters_that_nobody_held_are_removed_and_codes_that_were_over(subject: &Subject) {
    let (before, account) = (long_ago(100), subject.account().id);
    let (old, held) = (counter(address()), counter(address()));
    let counted = CodeCounter { tries: 3, ..CodeCounter::default() };
    for (key, now) in [(&old, before - MICROSECOND), (&held, before)] {
        subject.commit(|work| {
            work.codes().hold(key, now)?;
            work.codes().keep(key, &counted)
        });
    }
    for (number, expires_at) in [(1, before - MICROSECOND), (2, before)] {
        add(subject, &NewCode { expires_at, ..code(account, number) }, 5);
    }
    assert_eq!(subject.commit(|work| work.codes().remove_over(before)), 2);
    assert_eq!(find(subject, account, 1), None);
    assert!(find(subject, account, 2).is_some());
    assert_eq!(hold(subject, &held, at(0)), counted);
    assert_eq!(hold(subject, &old, at(0)), CodeCounter::default());
}

fn a_counter_is_held_by_one_at_a_time(subject: &Subject) {
    let key = counter(address());
    at_once(16, |_| {
        subject.commit(|work| {
            let held = work.codes().hold(&key, at(0))?;
            work.codes().keep(&key, &CodeCounter { tries: held.tries + 1, ..held })
        });
    });
    assert_eq!(hold(subject, &key, at(0)).tries, 16);
}

fn a_code_is_found_by_its_account_its_purpose_and_its_digest(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    let new = NewCode { expires_at: at(600) + MICROSECOND, ..code(account, 1) };
    add(subject, &new, 2);
    let found = find(subject, account, 1).unwrap();
    assert_eq!((found.sent_to, found.expires_at), (new.sent_to, new.expires_at));
    assert_eq!(find(subject, account, 2), None);
    assert_eq!(find(subject, other, 1), None);
    let digest = new.digest;
    for purpose in
        [CodePurpose::EmailVerification, CodePurpose::SignIn, CodePurpose::PinReset, CodePurpose::EmailChange]
    {
        assert_eq!(
            subject.abandon(|work| work.codes().find(account, purpose, &digest).unwrap()),
            None,
            "{purpose:?}"
        );
    }
}

fn of_two_codes_alike_the_newer_is_found(subject: &Subject) {
    let account = subject.account().id;
    add(subject, &code(account, 1), 2);
    add(subject, &NewCode { expires_at: at(900), ..code(account, 1) }, 2);
    assert_eq!(find(subject, account, 1).unwrap().expires_at, at(900));
}

fn only_the_newest_codes_of_a_kind_stay(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    add(subject, &code(other, 9), 2);
    add(subject, &NewCode { client: ClientKind::SignedIn, ..code(account, 8) }, 2);
    add(subject, &NewCode { purpose: CodePurpose::SignIn, ..code(account, 7) }, 2);
    for number in 1..=4 {
        add(subject, &code(account, number), 2);
    }
    let stay: Vec<u8> = (1..=8).filter(|number| find(subject, account, *number).is_some()).collect();
    assert_eq!(stay, [3, 4, 8]);
    assert!(find(subject, other, 9).is_some());
    let digest = code(account, 7).digest;
    let signs_in = subject.abandon(|work| work.codes().find(account, CodePurpose::SignIn, &digest).unwrap());
    assert!(signs_in.is_some());
}

fn codes_are_removed_by_purpose_or_all(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    let of = |purpose, number| NewCode { purpose, ..code(account, number) };
    add(subject, &code(other, 1), 2);
    add(subject, &code(account, 1), 2);
    add(subject, &of(CodePurpose::PinReset, 2), 2);
    add(subject, &of(CodePurpose::SignIn, 3), 2);
    let is_there = |purpose, number| {
        let digest = code(account, number).digest;
        subject.abandon(|work| work.codes().find(account, purpose, &digest).unwrap()).is_some()
    };
    subject.commit(|work| work.codes().remove(account, Some(CodePurpose::PasswordRecovery)));
    assert!(!is_there(CodePurpose::PasswordRecovery, 1));
    assert!(is_there(CodePurpose::PinReset, 2) && is_there(CodePurpose::SignIn, 3));
    subject.commit(|work| work.codes().remove(account, None));
    assert!(!is_there(CodePurpose::PinReset, 2) && !is_there(CodePurpose::SignIn, 3));
    assert!(find(subject, other, 1).is_some());
}

fn s11_of_sixteen_who_use_a_code_at_once_one_does(subject: &Subject) {
    let account = subject.account().id;
    add(subject, &code(account, 1), 2);
    let found = find(subject, account, 1).unwrap();
    let used = at_once(16, |_| subject.commit(|work| work.codes().consume(&found)));
    assert_eq!(used.into_iter().filter(|used| *used).count(), 1);
    assert_eq!(find(subject, account, 1), None);
}

fn a_flow_is_good_once_for_its_account_until_it_ends(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    let take = |id, byte, now| subject.commit(|work| work.flows().take(id, token(account, byte), now));
    grant(subject, account, 1, None);
    assert!(!take(other, 1, at(0)));
    assert!(!take(account, 2, at(0)));
    assert!(take(account, 1, at(900) - MICROSECOND));
    assert!(!take(account, 1, at(0)));
    grant(subject, account, 3, None);
    assert!(!take(account, 3, at(900)));
}

fn a_flow_is_good_for_the_network_that_it_was_granted_to_if_it_is_the_only_one(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    // Cases run beside each other, and this port asks across accounts.
    let (home, shared) = ("2001:db8:77:1::1", "2001:db8:77:2::1");
    let take =
        |account, from, now| subject.commit(|work| work.flows().take_from(account, network(from), now));
    grant(subject, account, 1, Some(home));
    assert!(!take(account, shared, at(0)));
    assert!(!take(account, home, at(900)));
    assert!(take(account, home, at(0)));
    assert!(!take(account, home, at(0)));
    grant(subject, account, 2, Some(shared));
    grant(subject, other, 3, Some(shared));
    assert!(!take(account, shared, at(0)));
    assert!(!take(other, shared, at(0)));
    assert!(subject.commit(|work| work.flows().take(other, token(other, 3), at(0))));
    assert!(take(account, shared, at(0)));
}

fn flows_are_removed_with_their_account_or_by_age(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    let take =
        |account, byte| subject.commit(|work| work.flows().take(account, token(account, byte), long_ago(0)));
    grant(subject, account, 1, None);
    grant(subject, other, 2, None);
    subject.commit(|work| work.flows().remove(account));
    assert!(!take(account, 1));
    assert!(take(other, 2));
    let before = long_ago(100);
    for (byte, expires_at) in [(3, before - MICROSECOND), (4, before)] {
        let flow = NewFlow { account, token: token(account, byte), network: None, expires_at };
        subject.commit(|work| work.flows().grant(&flow));
    }
    assert_eq!(subject.commit(|work| work.flows().remove_over(before)), 1);
    assert!(!take(account, 3));
    assert!(take(account, 4));
}

fn s11_of_sixteen_who_use_a_flow_at_once_one_does(subject: &Subject) {
    let account = subject.account().id;
    grant(subject, account, 1, None);
    let used = at_once(16, |_| subject.commit(|work| work.flows().take(account, token(account, 1), at(0))));
    assert_eq!(used.into_iter().filter(|used| *used).count(), 1);
}

fn a_pin_is_stored_replaced_and_taken_away(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    let read = |id| subject.store.read().unwrap().pins().pin(id).unwrap();
    assert_eq!(read(account), None);
    for pin in [hash("one"), hash("it's \"another\"")] {
        subject.commit(|work| work.pins().set_pin(account, &pin));
        assert_eq!(read(account), Some(pin));
    }
    subject.commit(|work| work.pins().set_pin(other, &hash("other")));
    assert!(subject.commit(|work| work.pins().remove_pin(account)));
    assert!(!subject.commit(|work| work.pins().remove_pin(account)));
    assert_eq!((read(account), read(other)), (None, Some(hash("other"))));
}

fn address() -> CodeSubject {
    CodeSubject::Address(CanonicalKey::of(&unique("address")))
}

fn counter(subject: CodeSubject) -> CodeCounterKey {
    let scope = CodeScope::Purpose(CodePurpose::PasswordRecovery);
    CodeCounterKey { subject, scope, client: ClientKind::Stranger }
}

fn hold(subject: &Subject, key: &CodeCounterKey, now: Timestamp) -> CodeCounter {
    subject.commit(|work| work.codes().hold(key, now))
}

fn code(account: AccountId, number: u8) -> NewCode {
    NewCode {
        account,
        purpose: CodePurpose::PasswordRecovery,
        client: ClientKind::Stranger,
        digest: CodeDigest(vec![number; 32]),
        sent_to: email("Sent.To@bücher.example"),
        sent_at: at(0),
        expires_at: at(600),
    }
}

fn add(subject: &Subject, code: &NewCode, live: usize) {
    subject.commit(|work| work.codes().add(code, live));
}

fn find(subject: &Subject, account: AccountId, number: u8) -> Option<SentCode> {
    let digest = code(account, number).digest;
    subject.abandon(|work| work.codes().find(account, CodePurpose::PasswordRecovery, &digest).unwrap())
}

/// A token that no other case has.
fn token(account: AccountId, byte: u8) -> FlowToken {
    let (high, low) = (u128::from(account.0.unsigned_abs()), u128::from(byte));
    FlowToken::drawn((high << 64 | low).to_be_bytes())
}

fn grant(subject: &Subject, account: AccountId, byte: u8, from: Option<&str>) {
    let network = from.map(network);
    let flow = NewFlow { account, token: token(account, byte), network, expires_at: at(900) };
    subject.commit(|work| work.flows().grant(&flow));
}
