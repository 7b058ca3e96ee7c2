//! Known clients: the newest few of each account, for as long as somebody asks for.

use parlor_domain::{AccountId, DeviceToken, KnownClient, Timestamp};

use super::fixtures::{MICROSECOND, Subject, at, from_address, long_ago};

super::cases![
    a_client_is_known_since_it_was_last_seen,
    a_client_is_known_to_one_account_and_from_one_network,
    a_device_is_known_by_its_token,
    a_client_seen_again_is_known_for_longer,
    only_the_newest_are_kept,
    a_client_seen_again_is_among_the_newest,
    an_account_forgets_all_of_its_own,
    those_not_seen_for_long_are_removed,
];

fn a_client_is_known_since_it_was_last_seen(subject: &Subject) {
    let account = subject.account().id;
    let any = || subject.store.read().unwrap().known_clients().any(account).unwrap();
    assert!(!is_known(subject, account, from_address("192.0.2.1"), at(0)) && !any());
    remember(subject, account, from_address("192.0.2.1"), at(10));
    assert!(is_known(subject, account, from_address("192.0.2.1"), at(10)) && any());
    assert!(!is_known(subject, account, from_address("192.0.2.1"), at(10) + MICROSECOND));
}

fn a_client_is_known_to_one_account_and_from_one_network(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    remember(subject, account, from_address("192.0.2.1"), at(0));
    remember(subject, account, from_address("2001:db8:1:2::3"), at(0));
    assert!(is_known(subject, account, from_address("::ffff:192.0.2.1"), at(0)));
    assert!(is_known(subject, account, from_address("2001:db8:1:2:ffff::"), at(0)));
    assert!(!is_known(subject, account, from_address("2001:db8:1:3::3"), at(0)));
    assert!(!is_known(subject, account, from_address("192.0.2.11"), at(0)));
    assert!(!is_known(subject, other, from_address("192.0.2.1"), at(0)));
}

fn a_device_is_known_by_its_token(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    let device = |byte| KnownClient::Device(DeviceToken::drawn([byte; 16]));
    remember(subject, account, device(1), at(0));
    assert!(is_known(subject, account, device(1), at(0)));
    assert!(!is_known(subject, account, device(2), at(0)));
    assert!(!is_known(subject, other, device(1), at(0)));
}

fn a_client_seen_again_is_known_for_longer(subject: &Subject) {
    let account = subject.account().id;
    remember(subject, account, from_address("192.0.2.1"), at(0));
    remember(subject, account, from_address("192.0.2.1"), at(50));
    assert!(is_known(subject, account, from_address("192.0.2.1"), at(50)));
}

fn only_the_newest_are_kept(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    remember(subject, other, address(1), at(0));
    for number in 1..=12 {
        remember(subject, account, address(number), at(u64::from(number)));
    }
    let known = |number| is_known(subject, account, address(number), at(0));
    assert_eq!((1..=12).filter(|number| known(*number)).collect::<Vec<_>>(), (3..=12).collect::<Vec<_>>());
    assert!(is_known(subject, other, address(1), at(0)));
    subject.commit(|work| work.known_clients().remember(account, address(20), at(20), 2));
    assert!(known(20) && known(12) && !known(11));
}

fn a_client_seen_again_is_among_the_newest(subject: &Subject) {
    let account = subject.account().id;
    let keep_two = |number, seconds| {
        subject.commit(|work| work.known_clients().remember(account, address(number), at(seconds), 2));
    };
    keep_two(1, 1);
    keep_two(2, 2);
    keep_two(1, 3);
    keep_two(3, 4);
    let known = |number| is_known(subject, account, address(number), at(0));
    assert!(known(1) && known(3) && !known(2));
}

fn an_account_forgets_all_of_its_own(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    for id in [account, other] {
        remember(subject, id, address(1), at(0));
        remember(subject, id, address(2), at(0));
    }
    subject.commit(|work| work.known_clients().forget(account));
    for number in [1, 2] {
        assert!(!is_known(subject, account, address(number), at(0)));
        assert!(is_known(subject, other, address(number), at(0)));
    }
}

fn those_not_seen_for_long_are_removed(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    let before = long_ago(100);
    remember(subject, account, address(1), before - MICROSECOND);
    remember(subject, other, address(1), before - MICROSECOND);
    remember(subject, account, address(2), before);
    assert_eq!(subject.commit(|work| work.known_clients().remove_unseen(before)), 2);
    assert!(!is_known(subject, account, address(1), long_ago(0)));
    assert!(!is_known(subject, other, address(1), long_ago(0)));
    assert!(is_known(subject, account, address(2), before));
    assert_eq!(subject.commit(|work| work.known_clients().remove_unseen(long_ago(200))), 1);
}

fn address(number: u8) -> KnownClient {
    from_address(&format!("198.51.100.{number}"))
}

fn remember(subject: &Subject, account: AccountId, from: KnownClient, now: Timestamp) {
    subject.commit(|work| work.known_clients().remember(account, from, now, 10));
}

fn is_known(subject: &Subject, account: AccountId, from: KnownClient, since: Timestamp) -> bool {
    subject.store.read().unwrap().known_clients().is_known(account, from, since).unwrap()
}
