//! Sessions: every change is guarded by what it was judged on.

use std::time::Duration;

use parlor_domain::{
    AccountId, Device, EndReason, Generation, Lifetime, NewSession, Rotations, Session, SessionId,
    SessionKind, SessionSecret, Timestamp, UserAgent,
};

use super::fixtures::{
    MICROSECOND, POLICY, Subject, at, generation, long_ago, network, next_session, rotated,
};

super::cases![
    a_session_that_was_never_opened_is_not_found,
    a_session_reads_back_as_it_was_opened_and_with_its_account,
    a_session_keeps_its_kind,
    a_session_is_found_by_its_secret_alone,
    another_secret_takes_the_place_of_the_one_before,
    a_live_session_can_be_made_to_last_longer,
    a_rotation_is_stored_whole,
    an_hour_of_rotations_reads_back_in_order,
    a_rotation_follows_only_the_generation_before_it,
    a_session_that_ended_does_not_rotate,
    rotations_stored_together_are_judged_each_for_itself,
    the_first_sign_of_the_current_generation_is_kept,
    the_sign_of_another_generation_changes_nothing,
    a_session_ends_once,
    a_session_whose_time_is_over_does_not_end_again,
    ending_all_ends_the_live_ones_of_one_account,
    ending_all_spares_the_one_it_is_told_to,
    a_session_is_shown_with_its_client_while_it_is_live,
    the_live_sessions_of_an_account_are_listed_from_place_to_place,
    everybody_s_live_sessions_end_together,
    only_live_sessions_are_counted,
    the_live_ones_among_many_are_told_apart,
    what_was_over_long_enough_is_removed,
];

fn a_session_that_was_never_opened_is_not_found(subject: &Subject) {
    for id in [0, -1, i64::MAX] {
        let id = SessionId(id);
        assert_eq!(subject.find_session(id), None);
        let ended = subject.commit(|work| work.sessions().end(id, EndReason::Operator, at(0)));
        assert!(!ended);
        subject.commit(|work| work.sessions().acknowledge(id, Generation::FIRST, at(0)));
    }
    let nobody = subject.account().id;
    assert_eq!(subject.commit(|work| work.sessions().end_all(nobody, None, EndReason::Operator, at(0))), []);
}

fn a_session_reads_back_as_it_was_opened_and_with_its_account(subject: &Subject) {
    let (account, other) = (subject.account(), subject.account());
    let new = NewSession {
        id: next_session(),
        account: account.id,
        kind: SessionKind::Pair,
        secret: None,
        signed_in_at: at(5),
        expires_at: at(65) + MICROSECOND,
        ends_at: at(90_000) - MICROSECOND,
        renewed_for: Duration::from_secs(4_000),
        network: None,
        agent: None,
    };
    let session = subject.commit(|work| work.sessions().open(&new));
    let expected = Session {
        id: new.id,
        account: account.id,
        kind: SessionKind::Pair,
        generation: Generation::FIRST,
        acknowledged_at: None,
        rotations: Rotations::default(),
        signed_in_at: new.signed_in_at,
        expires_at: new.expires_at,
        ends_at: new.ends_at,
        renewed_for: new.renewed_for,
        ended: None,
    };
    assert_eq!(session, expected);
    assert_eq!(subject.find_session(session.id), Some((expected, account)));
    let of_other = NewSession { id: next_session(), account: other.id, ..new.clone() };
    let second = subject.commit(|work| work.sessions().open(&of_other));
    assert_eq!(subject.find_session(second.id), Some((second, other)));
}

fn a_session_keeps_its_kind(subject: &Subject) {
    let account = subject.account().id;
    let kinds = [SessionKind::Pair, SessionKind::Single, SessionKind::Triple, SessionKind::Cookie];
    for kind in kinds {
        let secret = matches!(kind, SessionKind::Triple | SessionKind::Cookie).then(next_secret);
        let new = NewSession::open(next_session(), account, Lifetime::Contract, &POLICY, at(0));
        let session = subject.commit(|work| work.sessions().open(&new.clone().of(kind, secret)));
        assert_eq!((session.kind, stored(subject, &session).kind), (kind, kind));
        let shown = subject.store.read().unwrap().sessions().device(session.id, at(1)).unwrap();
        assert_eq!(shown.unwrap().kind, kind);
    }
}

fn a_session_is_found_by_its_secret_alone(subject: &Subject) {
    let account = subject.account();
    let (one, other, nobody_s) = (next_secret(), next_secret(), next_secret());
    let open = |kind, secret| {
        let new = NewSession::open(next_session(), account.id, Lifetime::Cookie, &POLICY, at(0));
        subject.commit(|work| work.sessions().open(&new.of(kind, Some(secret))))
    };
    let (first, second) = (open(SessionKind::Triple, one), open(SessionKind::Cookie, other));
    assert_eq!(by_secret(subject, &one), Some(first.id));
    assert_eq!(by_secret(subject, &other), Some(second.id));
    assert_eq!(by_secret(subject, &nobody_s), None);
    subject.commit(|work| work.sessions().end(first.id, EndReason::SignedOut, at(1)));
    let found = subject.store.read().unwrap().sessions().by_secret(&one).unwrap().unwrap();
    let ended = Session { ended: Some((at(1), EndReason::SignedOut)), ..first };
    assert_eq!(found, (ended, account));
}

fn another_secret_takes_the_place_of_the_one_before(subject: &Subject) {
    let (before, after) = (next_secret(), next_secret());
    let new = NewSession::open(next_session(), subject.account().id, Lifetime::Cookie, &POLICY, at(0));
    let new = new.of(SessionKind::Cookie, Some(before));
    let session = subject.commit(|work| work.sessions().open(&new));
    subject.commit(|work| work.sessions().set_secret(session.id, &after));
    assert_eq!((by_secret(subject, &before), by_secret(subject, &after)), (None, Some(session.id)));
}

fn a_live_session_can_be_made_to_last_longer(subject: &Subject) {
    let session = subject.session();
    let extend = |until, now| subject.commit(|work| work.sessions().extend(session.id, until, now));
    let later = session.expires_at + Duration::from_secs(60);
    assert!(extend(later, at(60)));
    assert_eq!(stored(subject, &session), Session { expires_at: later, ..session.clone() });
    let shown = subject.store.read().unwrap().sessions().device(session.id, at(61)).unwrap().unwrap();
    assert_eq!((shown.renewed_at, shown.expires_at), (at(60), later));
    assert!(!extend(later + MICROSECOND, later), "its time is over");
    subject.commit(|work| work.sessions().end(session.id, EndReason::SignedOut, at(62)));
    assert!(!extend(later + MICROSECOND, at(63)), "it has ended");
    assert_eq!(stored(subject, &session).expires_at, later);
    assert!(!subject.commit(|work| work.sessions().extend(SessionId(i64::MAX), later, at(60))));
}

fn a_rotation_is_stored_whole(subject: &Subject) {
    let session = subject.session();
    subject.commit(|work| work.sessions().acknowledge(session.id, Generation::FIRST, at(1)));
    let next = rotated(&stored(subject, &session), at(2));
    assert!(subject.commit(|work| work.sessions().rotate(&next)));
    assert_eq!(stored(subject, &session), next);
    assert_eq!((next.generation, next.acknowledged_at), (generation(2), None));
}

fn an_hour_of_rotations_reads_back_in_order(subject: &Subject) {
    let mut session = subject.session();
    for second in 1..=60 {
        session = rotated(&session, at(second) + MICROSECOND * u32::try_from(second).unwrap());
        assert!(subject.commit(|work| work.sessions().rotate(&session)));
    }
    assert_eq!(session.rotations.times().len(), 60);
    assert_eq!(stored(subject, &session), session);
}

fn a_rotation_follows_only_the_generation_before_it(subject: &Subject) {
    let first = subject.session();
    let second = rotated(&first, at(1));
    let third = rotated(&second, at(2));
    assert!(!subject.commit(|work| work.sessions().rotate(&third)), "the second was skipped");
    assert!(subject.commit(|work| work.sessions().rotate(&second)));
    assert!(!subject.commit(|work| work.sessions().rotate(&rotated(&first, at(3)))), "one was quicker");
    assert_eq!(stored(subject, &first), second);
    assert!(subject.commit(|work| work.sessions().rotate(&third)));
    let never = Session { id: SessionId(i64::MAX), ..rotated(&third, at(4)) };
    assert!(!subject.commit(|work| work.sessions().rotate(&never)));
}

fn a_session_that_ended_does_not_rotate(subject: &Subject) {
    let session = subject.session();
    let next = rotated(&session, at(2));
    subject.commit(|work| work.sessions().end(session.id, EndReason::SignedOut, at(1)));
    assert!(!subject.commit(|work| work.sessions().rotate(&next)));
    let ended = Session { ended: Some((at(1), EndReason::SignedOut)), ..session };
    assert_eq!(stored(subject, &ended), ended);
}

fn rotations_stored_together_are_judged_each_for_itself(subject: &Subject) {
    let [one, ended, quicker, other] = [(); 4].map(|()| subject.session());
    subject.commit(|work| work.sessions().acknowledge(one.id, Generation::FIRST, at(1)));
    subject.commit(|work| work.sessions().end(ended.id, EndReason::SignedOut, at(1)));
    assert!(subject.commit(|work| work.sessions().rotate(&rotated(&quicker, at(1)))));
    let never = Session { id: SessionId(i64::MAX), ..rotated(&one, at(2)) };
    let one = rotated(&stored(subject, &one), at(2));
    let other = rotated(&rotated(&other, at(1)), at(2));
    let all = [one.clone(), rotated(&ended, at(2)), rotated(&quicker, at(2)), never, other];
    assert_eq!(subject.store.rotate(&all).unwrap(), [true, false, false, false, false]);
    assert_eq!(stored(subject, &one), one);
    assert_eq!(stored(subject, &quicker), rotated(&quicker, at(1)));
    let mut sessions: Vec<_> = (0..70).map(|_| subject.session()).collect();
    for second in 3..6 {
        sessions = sessions.iter().map(|session| rotated(session, at(second))).collect();
        assert_eq!(subject.store.rotate(&sessions).unwrap(), [true; 70]);
    }
    for session in &sessions {
        assert_eq!(&stored(subject, session), session);
    }
    assert!(subject.store.rotate(&[]).unwrap().is_empty());
}

fn the_first_sign_of_the_current_generation_is_kept(subject: &Subject) {
    let session = subject.session();
    for seconds in [7, 8] {
        subject.commit(|work| work.sessions().acknowledge(session.id, Generation::FIRST, at(seconds)));
    }
    let expected = Session { acknowledged_at: Some(at(7)), ..session };
    assert_eq!(stored(subject, &expected), expected);
}

fn the_sign_of_another_generation_changes_nothing(subject: &Subject) {
    let session = rotated(&subject.session(), at(1));
    assert!(subject.commit(|work| work.sessions().rotate(&session)));
    for number in [0, 1, 3, u32::MAX] {
        subject.commit(|work| work.sessions().acknowledge(session.id, generation(number), at(2)));
        assert_eq!(stored(subject, &session), session, "{number}");
    }
}

fn a_session_ends_once(subject: &Subject) {
    for reason in [
        EndReason::SignedOut,
        EndReason::Owner,
        EndReason::Deleted,
        EndReason::Reuse,
        EndReason::PasswordSet,
        EndReason::Deactivated,
        EndReason::Operator,
    ] {
        let (session, other) = (subject.session(), subject.session());
        assert!(subject.commit(|work| work.sessions().end(session.id, reason, at(1))));
        assert!(!subject.commit(|work| work.sessions().end(session.id, EndReason::Operator, at(2))));
        let expected = Session { ended: Some((at(1), reason)), ..session };
        assert_eq!(stored(subject, &expected), expected);
        assert_eq!(stored(subject, &other), other);
    }
}

fn a_session_whose_time_is_over_does_not_end_again(subject: &Subject) {
    let session = subject.session();
    let end = |now| subject.commit(|work| work.sessions().end(session.id, EndReason::Operator, now));
    assert!(!end(session.expires_at));
    assert_eq!(stored(subject, &session), session);
    assert!(end(session.expires_at - MICROSECOND));
}

fn ending_all_ends_the_live_ones_of_one_account(subject: &Subject) {
    let account = subject.account().id;
    let open = |seconds| open_at(subject, account, at(seconds));
    let (expired, signed_out, one, two) = (open(0), open(3_000), open(3_001), open(3_002));
    let bystander = open_at(subject, subject.account().id, at(3_000));
    subject.commit(|work| work.sessions().end(signed_out.id, EndReason::SignedOut, at(3_500)));
    let end_all = || {
        let ended =
            |now| subject.commit(|work| work.sessions().end_all(account, None, EndReason::PasswordSet, now));
        let mut ended = ended(at(3_600));
        ended.sort();
        ended
    };
    assert_eq!(end_all(), [one.id, two.id]);
    assert_eq!(end_all(), []);
    let reason = |session| stored(subject, session).ended;
    assert_eq!(reason(&one), Some((at(3_600), EndReason::PasswordSet)));
    assert_eq!(reason(&two), Some((at(3_600), EndReason::PasswordSet)));
    assert_eq!(reason(&signed_out), Some((at(3_500), EndReason::SignedOut)));
    assert_eq!((reason(&expired), reason(&bystander)), (None, None));
}

fn ending_all_spares_the_one_it_is_told_to(subject: &Subject) {
    let account = subject.account().id;
    let open = |seconds| open_at(subject, account, at(seconds));
    let (one, own) = (open(0), open(1));
    let ended =
        subject.commit(|work| work.sessions().end_all(account, Some(own.id), EndReason::PasswordSet, at(10)));
    assert_eq!(ended, [one.id]);
    assert_eq!(stored(subject, &own).ended, None);
}

fn a_session_is_shown_with_its_client_while_it_is_live(subject: &Subject) {
    let account = subject.account().id;
    let new = NewSession::open(next_session(), account, Lifetime::Native, &POLICY, at(0))
        .on(Some(network("2001:db8:1:2:3::4")), UserAgent::read("Café/1.0 (Ünix)"));
    let session = subject.commit(|work| work.sessions().open(&new));
    let shown = |now| subject.store.read().unwrap().sessions().device(session.id, now).unwrap();
    let expected = Device {
        session: session.id,
        kind: SessionKind::Pair,
        opened_at: at(0),
        renewed_at: at(0),
        expires_at: session.expires_at,
        network: new.network,
        agent: new.agent,
    };
    assert_eq!(shown(at(1)), Some(expected.clone()));
    let next = rotated(&session, at(5));
    assert!(subject.commit(|work| work.sessions().rotate(&next)));
    let renewed = Device { renewed_at: at(5), expires_at: next.expires_at, ..expected };
    assert_eq!(shown(at(6)), Some(renewed));
    assert_eq!(shown(next.expires_at), None);
    subject.commit(|work| work.sessions().end(session.id, EndReason::SignedOut, at(7)));
    assert_eq!(shown(at(8)), None);
}

fn the_live_sessions_of_an_account_are_listed_from_place_to_place(subject: &Subject) {
    let account = subject.account().id;
    let open = |seconds| open_at(subject, account, at(seconds));
    let (first, second, third, ended) = (open(1), open(2), open(2), open(3));
    open_at(subject, subject.account().id, at(2));
    subject.commit(|work| work.sessions().end(ended.id, EndReason::SignedOut, at(4)));
    let list = |after, limit| -> Vec<Device> {
        subject.store.read().unwrap().sessions().devices(account, after, limit, at(5)).unwrap()
    };
    let ids = |devices: &[Device]| devices.iter().map(|device| device.session).collect::<Vec<_>>();
    // Opened in the same moment: the greater number is named first.
    let (greater, lesser) = (second.id.max(third.id), second.id.min(third.id));
    assert_eq!(ids(&list(None, 10)), [greater, lesser, first.id]);
    let page = list(None, 1);
    assert_eq!(ids(&page), [greater]);
    let place = |device: &Device| Some((device.opened_at, device.session));
    let rest = list(page.last().and_then(place), 10);
    assert_eq!(ids(&rest), [lesser, first.id]);
    assert_eq!(ids(&list(rest.last().and_then(place), 10)), []);
}

fn everybody_s_live_sessions_end_together(subject: &Subject) {
    let open = |seconds| open_at(subject, subject.account().id, at(seconds));
    let (expired, signed_out, one, two) = (open(0), open(3_000), open(3_001), open(3_002));
    subject.commit(|work| work.sessions().end(signed_out.id, EndReason::SignedOut, at(3_500)));
    // Taken back, so that the other cases keep their sessions.
    subject.abandon(|work| {
        assert!(work.sessions().end_everyone(EndReason::Operator, at(3_600)).unwrap() >= 2);
        assert_eq!(work.sessions().end_everyone(EndReason::Operator, at(3_600)).unwrap(), 0);
        let mut reason =
            |session: &Session| work.sessions().with_account(session.id).unwrap().unwrap().0.ended;
        for session in [&one, &two] {
            assert_eq!(reason(session), Some((at(3_600), EndReason::Operator)));
        }
        assert_eq!(reason(&signed_out), Some((at(3_500), EndReason::SignedOut)));
        assert_eq!(reason(&expired), None);
    });
    assert_eq!(stored(subject, &one).ended, None);
}

fn only_live_sessions_are_counted(subject: &Subject) {
    let account = subject.account().id;
    let count = |now| subject.store.read().unwrap().sessions().count_live(account, now).unwrap();
    assert_eq!(count(at(0)), 0);
    let first = open_at(subject, account, at(0));
    let second = open_at(subject, account, at(10));
    open_at(subject, subject.account().id, at(0));
    assert_eq!(count(at(10)), 2);
    assert_eq!(count(first.expires_at - MICROSECOND), 2);
    assert_eq!(count(first.expires_at), 1);
    subject.commit(|work| work.sessions().end(second.id, EndReason::SignedOut, at(20)));
    assert_eq!(count(at(20)), 1);
}

fn the_live_ones_among_many_are_told_apart(subject: &Subject) {
    let account = subject.account().id;
    let (one, other) = (open_at(subject, account, at(0)), open_at(subject, subject.account().id, at(10)));
    let ended = open_at(subject, account, at(10));
    subject.commit(|work| work.sessions().end(ended.id, EndReason::SignedOut, at(20)));
    let unasked = open_at(subject, account, at(10)).id;
    let asked = [other.id, ended.id, SessionId(-1), one.id];
    let live = |now| {
        let mut live = subject.store.read().unwrap().sessions().live_among(&asked, now).unwrap();
        live.sort_unstable();
        assert!(!live.contains(&unasked));
        live
    };
    let mut both = [one.id, other.id];
    both.sort_unstable();
    assert_eq!(live(at(20)), both);
    assert_eq!(live(one.expires_at), [other.id]);
    assert_eq!(subject.store.read().unwrap().sessions().live_among(&[], at(0)).unwrap(), []);
}

fn what_was_over_long_enough_is_removed(subject: &Subject) {
    let account = subject.account();
    let hour = 3_600;
    let open = |seconds| open_at(subject, account.id, long_ago(seconds));
    let (expired, ended, ended_later, live) = (open(0), open(hour), open(hour), open(2 * hour));
    let just_expired = open(hour / 2);
    let before = just_expired.expires_at;
    let end = |session: &Session, now| {
        assert!(subject.commit(|work| work.sessions().end(session.id, EndReason::Operator, now)));
    };
    end(&ended, before - MICROSECOND);
    end(&ended_later, before);
    assert_eq!(subject.commit(|work| work.sessions().remove_over(before)), 2);
    assert_eq!(subject.commit(|work| work.sessions().remove_over(before)), 0);
    let is_there = |session: &Session| subject.find_session(session.id).is_some();
    assert!(!is_there(&expired) && !is_there(&ended));
    assert!(is_there(&ended_later) && is_there(&live) && is_there(&just_expired));
    assert_eq!(subject.find(account.email().unwrap().as_str()), Some(account));
    let rest = subject.commit(|work| work.sessions().remove_over(long_ago(0) + Duration::from_secs(86_400)));
    assert_eq!(rest, 3);
}

fn open_at(subject: &Subject, account: AccountId, now: Timestamp) -> Session {
    let new = NewSession::open(next_session(), account, Lifetime::Contract, &POLICY, now);
    subject.commit(|work| work.sessions().open(&new))
}

fn stored(subject: &Subject, session: &Session) -> Session {
    subject.find_session(session.id).unwrap().0
}

fn by_secret(subject: &Subject, secret: &SessionSecret) -> Option<SessionId> {
    let found = subject.store.read().unwrap().sessions().by_secret(secret).unwrap();
    found.map(|(session, _)| session.id)
}

/// A secret that no other session of this process has.
fn next_secret() -> SessionSecret {
    let mut bytes = [0; SessionSecret::BYTES];
    let number = next_session().0.to_be_bytes();
    bytes[..8].copy_from_slice(&number);
    bytes[8..12].copy_from_slice(&std::process::id().to_be_bytes());
    SessionSecret::drawn(bytes)
}
