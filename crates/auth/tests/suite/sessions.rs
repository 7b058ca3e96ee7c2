//! What people see of their sessions, and how they end them.

use std::convert::Infallible;

use parlor_auth::{
    Caller, DevicesAfter, EndSessionError, EndSessions, Failure, RefreshError, SignInError, TokenPair,
    end_session, end_sessions, list_devices, show_device,
};
use parlor_domain::{Actor, AuditEvent, AuditKind, Device, EndReason, SessionId, SessionKind};
use parlor_testkit::at_once;

use crate::house::{
    ANN, BOB, DAY, HOUR, House, PASSWORD, elsewhere, home, is_out, refusal, seconds_of, session_of,
};

fn list(house: &House, caller: &Caller) -> Vec<SessionId> {
    let (devices, next) = list_devices(&house.ctx, caller, None, 100).unwrap();
    assert_eq!(next, None);
    devices.into_iter().map(|device| device.session).collect()
}

fn end(house: &House, caller: &Caller, session: SessionId) -> Result<(), Failure<EndSessionError>> {
    end_session(&house.ctx, caller, session, elsewhere())
}

/// The entry of a session that Ann ended, from elsewhere.
fn ended(house: &House, session: SessionId, reason: EndReason) -> AuditEvent {
    let id = house.account(ANN).id;
    let kind = AuditKind::SessionEnded(reason);
    AuditEvent { kind, actor: Actor::Account(id, elsewhere()), account: Some(id), session: Some(session) }
}

fn assert_out(house: &House, tokens: &TokenPair) {
    assert!(house.authenticate(&tokens.access).is_none());
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid);
}

#[test]
fn s33_people_see_their_live_sessions_and_those_opened_last_come_first() {
    let house = House::new();
    let expired = house.ann();
    house.wait(2 * HOUR);
    let first = house.ann();
    house.wait(23 * HOUR);
    let (second, signed_out) = (house.sign_in(ANN, PASSWORD).unwrap().tokens, house.ann());
    house.sign_out(&signed_out.refresh);
    house.sign_in(BOB, PASSWORD).unwrap();
    assert!(house.authenticate(&expired.access).is_none());
    let caller = house.caller(&second);
    assert_eq!(list(&house, &caller), [session_of(&second.refresh), session_of(&first.refresh)]);
}

#[test]
fn a_list_goes_on_where_it_stopped_also_among_sessions_of_one_moment() {
    let house = House::new();
    let mut opened = Vec::new();
    for moment in 0..3 {
        for _ in 0..=moment {
            opened.push(house.ann());
        }
        house.wait(1);
    }
    let caller = house.caller(opened.first().unwrap());
    let all = list(&house, &caller);
    assert_eq!(all.len(), 6);
    for limit in 1..=7 {
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let (devices, next) = list_devices(&house.ctx, &caller, after, limit).unwrap();
            seen.extend(devices.into_iter().map(|device| device.session));
            pages += 1;
            if next.is_none() {
                break;
            }
            after = next;
        }
        assert_eq!((seen, pages), (all.clone(), 6_usize.div_ceil(limit)), "{limit}");
    }
}

#[test]
fn what_is_opened_or_ended_between_two_pages_neither_repeats_nor_hides_anything() {
    let house = House::new();
    let opened: Vec<_> = (0..4)
        .map(|_| {
            house.wait(1);
            house.ann()
        })
        .collect();
    let [first, second, third, fourth] = opened.as_slice() else { panic!("there are four") };
    let caller = house.caller(first);
    let (_, next) = list_devices(&house.ctx, &caller, None, 2).unwrap();
    let place = DevicesAfter {
        opened_at: house.session(&third.refresh).signed_in_at,
        session: session_of(&third.refresh),
    };
    assert_eq!(next, Some(place));
    house.wait(1);
    house.ann();
    end(&house, &caller, session_of(&third.refresh)).unwrap();
    end(&house, &caller, session_of(&fourth.refresh)).unwrap();
    let (rest, next) = list_devices(&house.ctx, &caller, next, 2).unwrap();
    let rest: Vec<_> = rest.into_iter().map(|device| device.session).collect();
    assert_eq!((rest, next), (vec![session_of(&second.refresh), session_of(&first.refresh)], None));
}

#[test]
fn a_session_shows_when_it_was_renewed_and_how_long_it_lives() {
    let house = House::new();
    let opened_at = house.now();
    let tokens = house.ann();
    house.wait(HOUR);
    let tokens = house.refresh(&tokens.refresh).unwrap();
    let renewed_at = house.now();
    house.wait(60);
    let caller = house.caller(&tokens);
    let expected = Device {
        session: session_of(&tokens.refresh),
        kind: SessionKind::Pair,
        opened_at,
        renewed_at,
        expires_at: renewed_at + seconds_of(DAY),
        network: home().network(),
        agent: None,
    };
    assert_eq!(show_device::<Infallible>(&house.ctx, &caller).unwrap(), expected);
    assert_eq!(list_devices(&house.ctx, &caller, None, 1).unwrap(), (vec![expected], None));
}

#[test]
fn a_session_that_ended_after_it_was_let_in_is_not_shown() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.caller(&tokens);
    house.sign_out(&tokens.refresh);
    assert!(is_out(&show_device::<Infallible>(&house.ctx, &caller)));
}

#[test]
fn s33_people_end_one_of_their_sessions() {
    let house = House::new();
    let (own, lost, other) = (house.ann(), house.ann(), house.ann());
    let renewed = house.refresh(&lost.refresh).unwrap();
    house.effects.take();
    end(&house, &house.caller(&own), session_of(&lost.refresh)).unwrap();
    assert_eq!(house.effects.take(), [ended(&house, session_of(&lost.refresh), EndReason::Owner)]);
    // Those of every generation.
    assert_out(&house, &lost);
    assert_out(&house, &renewed);
    assert!(house.authenticate(&own.access).is_some() && house.authenticate(&other.access).is_some());
}

#[test]
fn s32_to_end_the_own_session_is_to_sign_out() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.caller(&tokens);
    house.effects.take();
    end(&house, &caller, caller.session.id).unwrap();
    assert_eq!(house.effects.take(), [ended(&house, caller.session.id, EndReason::SignedOut)]);
    assert_out(&house, &tokens);
}

#[test]
fn s52_a_session_of_somebody_else_is_not_told_from_one_that_never_was() {
    let house = House::new();
    let (over, own) = (house.ann(), house.ann());
    house.sign_out(&over.refresh);
    let bobs = house.sign_in(BOB, PASSWORD).unwrap().tokens;
    let caller = house.caller(&own);
    house.effects.take();
    for session in [session_of(&bobs.refresh), session_of(&over.refresh), SessionId(0), SessionId(i64::MAX)] {
        assert_eq!(refusal(end(&house, &caller, session)), EndSessionError::NotFound, "{session:?}");
    }
    assert_eq!(house.effects.take(), []);
    assert!(house.authenticate(&bobs.access).is_some());
    assert!(!list(&house, &caller).contains(&session_of(&bobs.refresh)));
}

#[test]
fn a_session_whose_time_is_over_cannot_be_ended_any_more() {
    let house = House::new();
    let old = house.ann();
    house.wait(DAY);
    let caller = house.caller(&house.ann());
    let refused = refusal(end(&house, &caller, session_of(&old.refresh)));
    assert_eq!(refused, EndSessionError::NotFound);
}

#[test]
fn of_many_who_end_a_session_at_once_one_does_and_it_is_recorded_once() {
    let house = House::new();
    let (own, other) = (house.ann(), house.ann());
    let caller = house.caller(&own);
    house.effects.take();
    let outcomes = at_once(20, |_| end(&house, &caller, session_of(&other.refresh)).is_ok());
    assert_eq!(outcomes.into_iter().filter(|ended| *ended).count(), 1);
    assert_eq!(house.effects.take_kinds(), [AuditKind::SessionEnded(EndReason::Owner)]);
}

#[test]
fn s33_people_end_all_their_other_sessions() {
    let house = House::new();
    let (own, one, other) = (house.ann(), house.ann(), house.ann());
    let bobs = house.sign_in(BOB, PASSWORD).unwrap().tokens;
    let caller = house.caller(&own);
    house.effects.take();
    let which = EndSessions::Others;
    assert_eq!(end_sessions(&house.ctx, &caller, which, elsewhere()).unwrap(), 2);
    let mut events = house.effects.take();
    events.sort_by_key(|event| event.session);
    let mut expected =
        [&one, &other].map(|tokens| ended(&house, session_of(&tokens.refresh), EndReason::Owner));
    expected.sort_by_key(|event| event.session);
    assert_eq!(events, expected);
    assert_out(&house, &one);
    assert_out(&house, &other);
    assert!(house.authenticate(&own.access).is_some() && house.authenticate(&bobs.access).is_some());
    assert_eq!(end_sessions(&house.ctx, &caller, which, elsewhere()).unwrap(), 0);
    assert_eq!(house.effects.take(), []);
}

#[test]
fn to_end_the_other_sessions_forgets_no_client() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    end_sessions(&house.ctx, &caller, EndSessions::Others, home()).unwrap();
    house.guess(ANN, 5);
    assert!(house.sign_in_from(home(), ANN, PASSWORD).is_ok());
}

#[test]
fn s33_people_end_all_their_sessions_and_no_client_is_known_any_more() {
    let house = House::new();
    let (own, other) = (house.ann(), house.ann());
    let bobs = house.sign_in_from(home(), BOB, PASSWORD).unwrap().tokens;
    let caller = house.caller(&own);
    house.effects.take();
    assert_eq!(end_sessions(&house.ctx, &caller, EndSessions::All, elsewhere()).unwrap(), 2);
    assert_eq!(house.effects.take_kinds(), [AuditKind::SessionEnded(EndReason::Owner); 2]);
    assert_out(&house, &own);
    assert_out(&house, &other);
    assert!(house.authenticate(&bobs.access).is_some());
    for name in [ANN, BOB] {
        house.guess(name, 5);
    }
    assert!(matches!(refusal(house.sign_in_from(home(), ANN, PASSWORD)), SignInError::Locked { .. }));
    assert!(house.sign_in_from(home(), BOB, PASSWORD).is_ok(), "Bob's are his own");
}
