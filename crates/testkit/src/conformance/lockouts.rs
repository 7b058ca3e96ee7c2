//! Counters of wrong passwords: judged by the domain's rule, kept apart by key and by client.

use std::time::Duration;

use parlor_domain::{Attempts, CanonicalKey, ClientKind, LockoutPolicy, LoginKey, Match, Timestamp, Verdict};

use super::fixtures::{MICROSECOND, Subject, at, from_address, long_ago, unique};

pub(super) const POLICY: LockoutPolicy = LockoutPolicy { failures: 5, duration: Duration::from_secs(900) };

super::cases![
    a_key_that_was_never_tried_has_no_failures,
    tries_are_judged_by_the_rule_and_the_counter_reads_back,
    an_account_and_a_name_of_the_same_look_count_apart,
    any_two_names_count_apart_whatever_is_in_them,
    strangers_and_each_known_client_count_apart,
    a_key_is_cleared_for_every_client_and_alone,
    a_try_whose_work_is_dropped_does_not_count,
    counters_whose_last_failure_is_old_are_removed,
    the_longest_lock_of_a_key_is_told_whoever_it_counts_for,
];

fn a_key_that_was_never_tried_has_no_failures(subject: &Subject) {
    let key = name(&unique("untried"));
    assert_eq!(peek(subject, &key, ClientKind::Stranger), Attempts::default());
    let known = ClientKind::Known(from_address("192.0.2.1"));
    assert_eq!(try_at(subject, &key, known, Match::Right, at(0)), Verdict::Right);
    assert_eq!(peek(subject, &key, known), Attempts::default());
}

fn tries_are_judged_by_the_rule_and_the_counter_reads_back(subject: &Subject) {
    use Match::{Right, Wrong};
    let key = LoginKey::Account(subject.account().id);
    let mut model = Attempts::default();
    let tries = [
        // Set back before the fifth.
        (0, Wrong),
        (1, Wrong),
        (2, Wrong),
        (3, Wrong),
        (4, Right),
        (5, Right),
        // Locked by the fifth, for right and wrong alike, and not for longer because of either.
        (6, Wrong),
        (7, Wrong),
        (8, Wrong),
        (9, Wrong),
        (10, Wrong),
        (11, Right),
        (12, Wrong),
        (909, Right),
        (910, Wrong),
        // Too long ago to count.
        (1_810, Wrong),
        (1_811, Wrong),
        (1_812, Wrong),
        (1_813, Wrong),
        (1_814, Wrong),
        (2_714, Right),
    ];
    let mut verdicts = Vec::new();
    for (seconds, outcome) in tries {
        let (judged, expected) = model.judge(outcome, &POLICY, at(seconds));
        model = judged;
        let verdict = try_at(subject, &key, ClientKind::Stranger, outcome, at(seconds));
        assert_eq!(verdict, expected, "at {seconds}");
        assert_eq!(peek(subject, &key, ClientKind::Stranger), model, "at {seconds}");
        verdicts.push(verdict);
    }
    let locked = verdicts
        .iter()
        .filter(|verdict| matches!(verdict, Verdict::Locks { .. } | Verdict::Locked { .. }))
        .count();
    assert_eq!(locked, 5, "{verdicts:?}");
}

fn an_account_and_a_name_of_the_same_look_count_apart(subject: &Subject) {
    let id = subject.account().id;
    let account = LoginKey::Account(id);
    fail(subject, &account, ClientKind::Stranger, 3);
    for look in [id.to_string(), format!("account:{id}"), format!("account {id}")] {
        assert_eq!(peek(subject, &name(&look), ClientKind::Stranger).failures, 0, "{look}");
    }
}

fn any_two_names_count_apart_whatever_is_in_them(subject: &Subject) {
    let tail = unique("x");
    let long = format!("{tail}{}", "x".repeat(10_000));
    let names = [
        tail.clone(),
        format!("{tail}\0"),
        format!("{tail}\0\0"),
        format!("{tail} "),
        format!("{tail}'"),
        format!("{tail}\"; DROP TABLE accounts; --"),
        format!("{tail}%"),
        format!("{tail}🎈"),
        format!("{tail}a"),
        format!("{tail}а"),
        long.clone(),
        format!("{long}y"),
    ];
    for (before, text) in names.iter().enumerate() {
        let key = name(text);
        assert_eq!(peek(subject, &key, ClientKind::Stranger).failures, 0, "number {before}");
        fail(subject, &key, ClientKind::Stranger, 2);
        assert_eq!(peek(subject, &key, ClientKind::Stranger).failures, 2, "number {before}");
    }
    let empty = name("");
    subject.commit(|work| work.lockouts().clear(&empty));
    fail(subject, &empty, ClientKind::Stranger, 1);
    assert_eq!(peek(subject, &empty, ClientKind::Stranger).failures, 1);
}

fn strangers_and_each_known_client_count_apart(subject: &Subject) {
    let key = LoginKey::Account(subject.account().id);
    let known = |address| ClientKind::Known(from_address(address));
    let (home, office, mobile) = (known("192.0.2.1"), known("192.0.2.2"), known("2001:db8::1"));
    fail(subject, &key, ClientKind::Stranger, 5);
    fail(subject, &key, home, 4);
    let locked = Verdict::Locked { until: at(900) };
    assert_eq!(try_at(subject, &key, ClientKind::Stranger, Match::Right, at(1)), locked);
    assert_eq!(try_at(subject, &key, office, Match::Right, at(1)), Verdict::Right);
    assert_eq!(try_at(subject, &key, mobile, Match::Wrong, at(1)), Verdict::Wrong);
    let same_network = known("2001:db8::ffff");
    assert_eq!(peek(subject, &key, same_network).failures, 1);
    assert_eq!(try_at(subject, &key, home, Match::Right, at(1)), Verdict::Right);
    assert_eq!(try_at(subject, &key, ClientKind::Stranger, Match::Right, at(2)), locked);
}

fn a_key_is_cleared_for_every_client_and_alone(subject: &Subject) {
    let (key, other) = (LoginKey::Account(subject.account().id), LoginKey::Account(subject.account().id));
    let known = ClientKind::Known(from_address("192.0.2.1"));
    for client in [ClientKind::Stranger, known] {
        fail(subject, &key, client, 5);
        fail(subject, &other, client, 5);
    }
    subject.commit(|work| work.lockouts().clear(&key));
    for client in [ClientKind::Stranger, known] {
        assert_eq!(peek(subject, &key, client), Attempts::default());
        assert_eq!(peek(subject, &other, client).failures, 5);
    }
    assert_eq!(try_at(subject, &key, known, Match::Right, at(1)), Verdict::Right);
}

fn a_try_whose_work_is_dropped_does_not_count(subject: &Subject) {
    let key = name(&unique("dropped"));
    fail(subject, &key, ClientKind::Stranger, 1);
    let verdict = subject.abandon(|work| {
        work.lockouts().verdict(&key, ClientKind::Stranger, Match::Wrong, &POLICY, at(0)).unwrap()
    });
    assert_eq!(verdict, Verdict::Wrong);
    assert_eq!(peek(subject, &key, ClientKind::Stranger).failures, 1);
}

fn counters_whose_last_failure_is_old_are_removed(subject: &Subject) {
    let (old, edge, revived) = (name(&unique("old")), name(&unique("edge")), name(&unique("revived")));
    let before = long_ago(100);
    let fail_at = |key, now| try_at(subject, key, ClientKind::Stranger, Match::Wrong, now);
    fail_at(&old, before - MICROSECOND);
    fail_at(&edge, before);
    fail_at(&revived, before - MICROSECOND);
    fail_at(&revived, before + MICROSECOND);
    assert_eq!(subject.commit(|work| work.lockouts().remove_stale(before)), 1);
    let failures = |key| peek(subject, key, ClientKind::Stranger).failures;
    assert_eq!((failures(&old), failures(&edge), failures(&revived)), (0, 1, 2));
    assert_eq!(subject.commit(|work| work.lockouts().remove_stale(long_ago(200))), 2);
}

fn the_longest_lock_of_a_key_is_told_whoever_it_counts_for(subject: &Subject) {
    let (key, other) = (name(&unique("longest")), name(&unique("other")));
    let longest = |key| subject.store.read().unwrap().lockouts().longest_lock(key).unwrap();
    fail(subject, &key, ClientKind::Stranger, 1);
    assert_eq!(longest(&key), None);
    fail(subject, &key, ClientKind::Stranger, 4);
    for _ in 0..5 {
        try_at(subject, &key, ClientKind::Known(from_address("192.0.2.1")), Match::Wrong, at(60));
    }
    assert_eq!((longest(&key), longest(&other)), (Some(at(60) + POLICY.duration), None));
}

fn name(text: &str) -> LoginKey {
    LoginKey::Name(CanonicalKey::of(text))
}

fn peek(subject: &Subject, key: &LoginKey, client: ClientKind) -> Attempts {
    subject.store.read().unwrap().lockouts().peek(key, client).unwrap()
}

fn try_at(subject: &Subject, key: &LoginKey, client: ClientKind, outcome: Match, now: Timestamp) -> Verdict {
    subject.commit(|work| work.lockouts().verdict(key, client, outcome, &POLICY, now))
}

fn fail(subject: &Subject, key: &LoginKey, client: ClientKind, times: usize) {
    for _ in 0..times {
        try_at(subject, key, client, Match::Wrong, at(0));
    }
}
