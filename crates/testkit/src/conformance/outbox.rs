//! Mail on its way: each mail one sender's at a time, and its text gone with the last try.

use std::time::Duration;

use parlor_auth::ports::{LeasedMail, NewMail, Settled};
use parlor_domain::{AccountId, MailContent, NoticeBudget, Timestamp};

use super::fixtures::{MICROSECOND, Subject, at, email, long_ago, unique};
use crate::at_once;

super::cases![
    a_mail_comes_out_as_it_went_in,
    a_mail_whose_work_is_dropped_is_never_seen,
    a_mail_is_one_sender_s_until_its_lease_ends,
    of_many_senders_at_once_no_two_get_the_same_mail,
    those_that_are_due_longest_come_first_and_no_more_than_were_asked_for,
    a_mail_that_was_sent_is_over_and_its_text_is_gone,
    a_mail_that_is_to_be_tried_again_is_due_when_it_was_said,
    a_mail_that_nobody_tried_is_due_at_once_and_was_not_tried,
    a_mail_that_failed_is_kept_with_its_reason,
    only_whoever_holds_the_lease_settles,
    what_was_over_long_ago_is_removed_and_nothing_that_waits,
    whoever_sends_is_told_that_there_is_mail_once_it_is_there,
    a_budget_is_spent_and_begins_anew_after_its_time,
    a_budget_is_of_one_account_and_one_kind,
    of_many_who_spend_at_once_no_more_get_it_than_the_budget_has,
];

/// Long enough for everything here.
const LEASE: Duration = Duration::from_secs(60);
const BUDGET: NoticeBudget = NoticeBudget { most: 5, within: Duration::from_secs(3_600) };

fn new_mail(account: Option<AccountId>, now: Timestamp) -> NewMail {
    NewMail {
        message_id: format!("{}@mail.example", unique("id")),
        account,
        to: email("Ann.O'Neil@example.com"),
        kind: "locked",
        sealed: (0..=u8::MAX).collect(),
        gives_up_at: MailContent::AddressInUse.gives_up_at(now),
    }
}

/// Queues one mail and gives its `Message-ID`.
fn queue(subject: &Subject, now: Timestamp) -> String {
    let mail = new_mail(None, now);
    subject.commit(|work| work.outbox().queue(&mail, now));
    mail.message_id
}

/// Leases everything that is due, whoever queued it.
fn lease(subject: &Subject, now: Timestamp) -> Vec<LeasedMail> {
    subject.commit(|work| work.deliveries().lease(10_000, now + LEASE, now))
}

fn find(leased: &[LeasedMail], id: &str) -> Option<LeasedMail> {
    leased.iter().find(|mail| mail.message_id == id).cloned()
}

fn lease_one(subject: &Subject, id: &str, now: Timestamp) -> Option<LeasedMail> {
    find(&lease(subject, now), id)
}

fn settle(subject: &Subject, mail: &LeasedMail, outcome: &Settled, now: Timestamp) -> bool {
    subject.commit(|work| work.deliveries().settle(mail, outcome, now))
}

fn failed() -> Settled {
    Settled::Failed { reason: "550 it's \"gone\" 🎈".to_owned() }
}

fn a_mail_comes_out_as_it_went_in(subject: &Subject) {
    let account = subject.account().id;
    let new = new_mail(Some(account), at(0));
    subject.commit(|work| work.outbox().queue(&new, at(0)));
    let mail = lease_one(subject, &new.message_id, at(0)).unwrap();
    assert_eq!((mail.account, &mail.to, mail.kind.as_str()), (Some(account), &new.to, new.kind));
    assert_eq!((&mail.sealed, mail.attempt), (&new.sealed, 1));
    assert_eq!((mail.queued_at, mail.gives_up_at), (at(0), new.gives_up_at));
}

fn a_mail_whose_work_is_dropped_is_never_seen(subject: &Subject) {
    let new = new_mail(None, at(0));
    let before = subject.commit(|work| work.deliveries().pending());
    subject.abandon(|work| work.outbox().queue(&new, at(0)).unwrap());
    assert_eq!(subject.commit(|work| work.deliveries().pending()), before);
    assert_eq!(lease_one(subject, &new.message_id, at(9)), None);
}

fn a_mail_is_one_sender_s_until_its_lease_ends(subject: &Subject) {
    let id = queue(subject, at(5));
    assert_eq!(lease_one(subject, &id, at(5) - MICROSECOND), None);
    let first = lease_one(subject, &id, at(5)).unwrap();
    assert_eq!(lease_one(subject, &id, at(5) + LEASE - MICROSECOND), None);
    let second = lease_one(subject, &id, at(5) + LEASE).unwrap();
    assert_eq!((first.attempt, second.attempt), (1, 2));
    assert_eq!(second.sealed, first.sealed);
}

fn of_many_senders_at_once_no_two_get_the_same_mail(subject: &Subject) {
    let ids: Vec<_> = (0..60).map(|_| queue(subject, at(0))).collect();
    let leased = at_once(12, |_| {
        let mut own = Vec::new();
        loop {
            let some = subject.commit(|work| work.deliveries().lease(3, at(0) + LEASE, at(0)));
            if some.is_empty() {
                return own;
            }
            own.extend(some);
        }
    });
    let leased = leased.concat();
    for id in &ids {
        assert_eq!(leased.iter().filter(|mail| mail.message_id == *id).count(), 1, "{id}");
    }
    assert!(leased.iter().all(|mail| mail.attempt > 0));
}

fn those_that_are_due_longest_come_first_and_no_more_than_were_asked_for(subject: &Subject) {
    lease(subject, at(1_000));
    let ids = [1_003, 1_001, 1_002].map(|seconds| queue(subject, at(seconds)));
    let now = at(1_003);
    let some = subject.commit(|work| work.deliveries().lease(2, now + LEASE, now));
    let some: Vec<_> = some.into_iter().map(|mail| mail.message_id).collect();
    assert_eq!(some, [ids[1].clone(), ids[2].clone()]);
    assert!(lease_one(subject, &ids[0], now).is_some());
}

fn a_mail_that_was_sent_is_over_and_its_text_is_gone(subject: &Subject) {
    let id = queue(subject, at(0));
    let mail = lease_one(subject, &id, at(0)).unwrap();
    let before = subject.commit(|work| work.deliveries().pending());
    assert!(settle(subject, &mail, &Settled::Sent, at(1)));
    assert_eq!(subject.commit(|work| work.deliveries().pending()), before - 1);
    assert!(!settle(subject, &mail, &failed(), at(2)), "it is over");
    assert_eq!(lease_one(subject, &id, at(1) + LEASE + LEASE), None);
}

fn a_mail_that_is_to_be_tried_again_is_due_when_it_was_said(subject: &Subject) {
    let id = queue(subject, at(0));
    let mail = lease_one(subject, &id, at(0)).unwrap();
    let again = Settled::Again { at: at(20), reason: "451".to_owned() };
    assert!(settle(subject, &mail, &again, at(1)));
    assert_eq!(lease_one(subject, &id, at(20) - MICROSECOND), None);
    let again = lease_one(subject, &id, at(20)).unwrap();
    assert_eq!((again.attempt, &again.sealed), (2, &mail.sealed));
}

fn a_mail_that_nobody_tried_is_due_at_once_and_was_not_tried(subject: &Subject) {
    let id = queue(subject, at(0));
    let mail = lease_one(subject, &id, at(0)).unwrap();
    assert!(settle(subject, &mail, &Settled::Untried, at(1)));
    assert_eq!(lease_one(subject, &id, at(1)).unwrap().attempt, 1);
}

fn a_mail_that_failed_is_kept_with_its_reason(subject: &Subject) {
    let id = queue(subject, at(0));
    let mail = lease_one(subject, &id, at(0)).unwrap();
    let now = at(2_000_000) + MICROSECOND;
    assert!(settle(subject, &mail, &failed(), now));
    let page = |after, most| subject.store.read().unwrap().undelivered().failed(after, most).unwrap();
    let newest = page(None, 1);
    let [failed] = newest.as_slice() else { panic!("{newest:?}") };
    assert_eq!((&failed.to, failed.kind.as_str(), failed.at), (&mail.to, "locked", now));
    assert_eq!(failed.reason, "550 it's \"gone\" 🎈");
    assert_eq!(lease_one(subject, &id, now + LEASE), None);
    assert_eq!((failed.attempts, failed.queued_at, failed.account), (1, at(0), mail.account));
    assert!(page(None, 0).is_empty());
    assert!(
        page(Some((failed.at, failed.id)), 100)
            .iter()
            .all(|other| (other.at, other.id) < (failed.at, failed.id))
    );
}

fn only_whoever_holds_the_lease_settles(subject: &Subject) {
    let id = queue(subject, at(0));
    let late = lease_one(subject, &id, at(0)).unwrap();
    let holder = lease_one(subject, &id, at(0) + LEASE).unwrap();
    for outcome in [Settled::Sent, failed(), Settled::Untried] {
        assert!(!settle(subject, &late, &outcome, at(61)), "{outcome:?}");
    }
    assert!(settle(subject, &holder, &Settled::Sent, at(62)));
}

fn what_was_over_long_ago_is_removed_and_nothing_that_waits(subject: &Subject) {
    let before = long_ago(100);
    let ids = [(); 3].map(|()| queue(subject, long_ago(0)));
    let leased = lease(subject, long_ago(0));
    let [old, new, waiting] = ids.map(|id| find(&leased, &id).unwrap());
    settle(subject, &old, &Settled::Sent, before - MICROSECOND);
    settle(subject, &new, &failed(), before);
    assert_eq!(subject.commit(|work| work.deliveries().remove_ended(before)), 1);
    assert!(lease_one(subject, &waiting.message_id, long_ago(0) + LEASE).is_some());
    assert_eq!(subject.commit(|work| work.deliveries().remove_ended(before + MICROSECOND)), 1);
    let account = subject.account().id;
    spend(subject, account, "locked", before - MICROSECOND);
    assert_eq!(subject.commit(|work| work.deliveries().remove_ended(before)), 1, "the budget too");
}

fn whoever_sends_is_told_that_there_is_mail_once_it_is_there(subject: &Subject) {
    let before = subject.effects.calls_for_mail();
    subject.abandon(|work| work.outbox().queue(&new_mail(None, at(0)), at(0)).unwrap());
    assert_eq!(subject.effects.calls_for_mail(), before);
    queue(subject, at(0));
    assert_eq!(subject.effects.calls_for_mail(), before + 1);
    lease(subject, at(0));
    assert_eq!(subject.effects.calls_for_mail(), before + 1, "sending queues nothing");
}

fn spend(subject: &Subject, account: AccountId, kind: &str, now: Timestamp) -> bool {
    subject.commit(|work| work.outbox().spend(account, kind, &BUDGET, now))
}

fn a_budget_is_spent_and_begins_anew_after_its_time(subject: &Subject) {
    let account = subject.account().id;
    for number in 0..5 {
        assert!(spend(subject, account, "locked", at(number * 600)), "{number}");
    }
    for seconds in [2_401, 3_599] {
        assert!(!spend(subject, account, "locked", at(seconds)));
    }
    for number in 0..5 {
        assert!(spend(subject, account, "locked", at(3_600 + number)), "{number}");
    }
    assert!(!spend(subject, account, "locked", at(3_605)));
}

fn a_budget_is_of_one_account_and_one_kind(subject: &Subject) {
    let (account, other) = (subject.account().id, subject.account().id);
    for _ in 0..6 {
        spend(subject, account, "locked", at(0));
    }
    assert!(!spend(subject, account, "locked", at(1)));
    assert!(spend(subject, account, "refresh_reused", at(1)));
    assert!(spend(subject, other, "locked", at(1)));
    let nothing = NoticeBudget { most: 0, ..BUDGET };
    assert!(!subject.commit(|work| work.outbox().spend(other, "new_device", &nothing, at(0))));
}

fn of_many_who_spend_at_once_no_more_get_it_than_the_budget_has(subject: &Subject) {
    let account = subject.account().id;
    let got = at_once(40, |_| spend(subject, account, "locked", at(0)));
    assert_eq!(got.into_iter().filter(|got| *got).count(), 5);
}
