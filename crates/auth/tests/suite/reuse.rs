//! Refresh tokens that come back: a client's retry, or somebody who stole one.

use parlor_auth::RefreshError;
use parlor_domain::{Actor, AuditEvent, AuditKind, EndReason};

use crate::house::{HOUR, House, elsewhere, refusal, session_of};

#[test]
fn s40_a_client_that_lost_the_reply_gets_it_again_however_late() {
    let house = House::new();
    let first = house.ann();
    let lost = house.refresh(&first.refresh).unwrap();
    house.wait(20 * HOUR);
    let again = house.refresh(&first.refresh).unwrap();
    assert_eq!(again.refresh, lost.refresh);
    assert!(house.authenticate(&again.access).is_some());
    assert!(house.refresh(&again.refresh).is_ok());
}

#[test]
fn a_retry_within_the_grace_period_gets_the_current_tokens_again() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    house.wait(HOUR);
    house.authenticate(&second.access);
    let fresh = house.refresh(&second.refresh).unwrap();
    house.authenticate(&fresh.access).unwrap();
    house.wait(9);
    assert_eq!(house.refresh(&second.refresh).unwrap().refresh, fresh.refresh);
    assert_eq!(house.session(&fresh.refresh).ended, None);
}

#[test]
fn s41_the_predecessor_of_tokens_in_use_ends_the_session_for_whoever_holds_it() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    house.authenticate(&second.access).unwrap();
    house.wait(10);
    house.effects.take();
    assert_eq!(refusal(house.refresh(&first.refresh)), RefreshError::Invalid);
    assert_ended(&house, &second.refresh);
    assert!(house.authenticate(&second.access).is_none());
    assert_eq!(refusal(house.refresh(&second.refresh)), RefreshError::Invalid);
}

#[test]
fn s42_a_token_left_further_behind_ends_the_session_once_the_grace_period_is_over() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    let third = house.refresh(&second.refresh).unwrap();
    house.wait(9);
    assert_eq!(house.refresh(&first.refresh).unwrap().refresh, third.refresh);
    house.wait(1);
    house.effects.take();
    assert_eq!(refusal(house.refresh(&first.refresh)), RefreshError::Invalid);
    assert_ended(&house, &third.refresh);
    assert!(house.authenticate(&third.access).is_none());
}

#[test]
fn a_token_of_a_generation_that_never_was_ends_the_session() {
    let house = House::new();
    let first = house.ann();
    house.effects.take();
    let made_up = format!("refresh.{}.7", session_of(&first.refresh).0);
    assert_eq!(refusal(house.refresh(&made_up)), RefreshError::Invalid);
    assert_ended(&house, &first.refresh);
}

#[test]
fn a_reuse_is_recorded_once_however_often_it_is_tried() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    house.authenticate(&second.access).unwrap();
    house.wait(10);
    house.effects.take();
    for _ in 0..3 {
        assert_eq!(refusal(house.refresh(&first.refresh)), RefreshError::Invalid);
    }
    assert_eq!(house.effects.take_kinds(), [AuditKind::SessionEnded(EndReason::Reuse)]);
}

#[test]
fn a_reuse_ends_no_other_session_of_the_account() {
    let house = House::new();
    let (stolen, other) = (house.ann(), house.ann());
    let made_up = format!("refresh.{}.7", session_of(&stolen.refresh).0);
    refusal(house.refresh(&made_up));
    assert!(house.authenticate(&other.access).is_some());
}

/// The session ended by reuse, now, and that was recorded with who did it.
fn assert_ended(house: &House, refresh_token: &str) {
    let session = house.session(refresh_token);
    assert_eq!(session.ended, Some((house.now(), EndReason::Reuse)));
    let event = AuditEvent {
        kind: AuditKind::SessionEnded(EndReason::Reuse),
        actor: Actor::Anyone(elsewhere()),
        account: Some(session.account),
        session: Some(session.id),
    };
    assert_eq!(house.effects.take(), [event]);
}
