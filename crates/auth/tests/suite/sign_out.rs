//! Signing out.

use parlor_auth::{SignOutError, sign_out};
use parlor_domain::{Actor, AuditEvent, AuditKind, EndReason};

use crate::house::{DAY, House, home, refusal};

#[test]
fn signing_out_ends_the_session_and_is_recorded() {
    let house = House::new();
    let tokens = house.ann();
    house.effects.take();
    sign_out(&house.ctx, &tokens.refresh, home()).unwrap();
    let session = house.session(&tokens.refresh);
    assert_eq!(session.ended, Some((house.now(), EndReason::SignedOut)));
    let event = AuditEvent {
        kind: AuditKind::SessionEnded(EndReason::SignedOut),
        actor: Actor::Account(session.account, home()),
        account: Some(session.account),
        session: Some(session.id),
    };
    assert_eq!(house.effects.take(), [event]);
}

#[test]
fn a_token_that_has_rotated_since_signs_out_as_well() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    house.authenticate(&second.access).unwrap();
    house.wait(DAY / 2);
    sign_out(&house.ctx, &first.refresh, home()).unwrap();
    assert_eq!(house.session(&second.refresh).ended, Some((house.now(), EndReason::SignedOut)));
}

#[test]
fn other_sessions_go_on() {
    let house = House::new();
    let (one, other) = (house.ann(), house.ann());
    house.sign_out(&one.refresh);
    assert!(house.authenticate(&other.access).is_some());
    assert!(house.refresh(&other.refresh).is_ok());
}

#[test]
fn what_is_no_refresh_token_of_a_live_session_ends_nothing() {
    let house = House::new();
    let (tokens, expired) = (house.ann(), house.ann());
    house.sign_out(&tokens.refresh);
    house.effects.take();
    let never_opened = format!("refresh.{}.1", i64::MAX);
    house.wait(DAY);
    for token in ["", "nonsense", &tokens.access, &tokens.refresh, &expired.refresh, &never_opened] {
        assert_eq!(refusal(sign_out(&house.ctx, token, home())), SignOutError::Invalid, "{token}");
    }
    assert_eq!(house.effects.take(), []);
    assert_eq!(house.session(&expired.refresh).ended, None);
}
