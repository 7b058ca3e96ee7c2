//! Who a request speaks for.

use std::convert::Infallible;
use std::sync::Arc;

use parlor_auth::ports::Tokens;
use parlor_auth::{AccessClaims, Caller, Credential, Failure, authenticate, operator};
use parlor_domain::{AccountState, Generation, Login, SessionId};
use parlor_testkit::PlainTokens;

use crate::house::{ANN, BOB, DAY, House, MINUTE, seconds_of};
use crate::stand_ins::Unreachable;

/// An access token that Ann could have, with some of it changed by somebody who can sign.
fn forged(house: &House, access: &str, change: impl FnOnce(&mut AccessClaims)) -> Option<Caller> {
    let mut claims = PlainTokens::claims(access).unwrap();
    change(&mut claims);
    house.authenticate(&PlainTokens.sign_access(&claims).unwrap())
}

#[test]
fn an_access_token_speaks_for_its_account_and_session() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.authenticate(&tokens.access).unwrap();
    assert_eq!(caller.account, house.account(ANN));
    assert_eq!(caller.session.id, house.session(&tokens.refresh).id);
    assert!(forged(&house, &tokens.access, |_| ()).is_some());
}

#[test]
fn what_is_no_access_token_speaks_for_nobody() {
    let house = House::new();
    let tokens = house.ann();
    for credential in ["", "Bearer", "access.1.1.1", tokens.refresh.as_str()] {
        assert!(house.authenticate(credential).is_none(), "{credential}");
    }
}

#[test]
fn s31_an_access_token_ends_after_its_lifetime() {
    let house = House::new();
    let access = house.ann().access;
    house.wait(50 * MINUTE - 1);
    assert!(house.authenticate(&access).is_some());
    house.wait(1);
    assert!(house.authenticate(&access).is_none());
}

#[test]
fn s31_a_session_whose_time_is_over_lets_nobody_in_whatever_the_token_says() {
    let house = House::new();
    let access = house.ann().access;
    house.wait(DAY);
    let later = house.now() + seconds_of(DAY);
    assert!(forged(&house, &access, |claims| claims.expires_at = later).is_none());
}

#[test]
fn s32_after_sign_out_the_access_token_fails_at_once() {
    let house = House::new();
    let (ended, other) = (house.ann(), house.ann());
    house.sign_out(&ended.refresh);
    assert!(house.authenticate(&ended.access).is_none());
    assert!(house.authenticate(&other.access).is_some());
}

#[test]
fn s32_after_deactivation_every_access_token_fails_at_once() {
    let house = House::new();
    let (one, other) = (house.ann(), house.ann());
    operator::deactivate(&house.ctx, &Login::parse(ANN)).unwrap();
    assert!(house.authenticate(&one.access).is_none());
    assert!(house.authenticate(&other.access).is_none());
}

#[test]
fn an_account_that_is_not_active_is_nobody_even_if_its_session_lives() {
    let house = House::new();
    let tokens = house.ann();
    let id = house.account(ANN).id;
    house.store_as(|work| {
        work.accounts().set_state(id, AccountState::Deactivated).unwrap();
    });
    assert!(house.session(&tokens.refresh).is_live(house.now()));
    assert!(house.authenticate(&tokens.access).is_none());
}

#[test]
fn a_token_that_names_another_account_than_its_session_does_is_refused() {
    let house = House::new();
    let access = house.ann().access;
    let bob = house.account(BOB).id;
    assert!(forged(&house, &access, |claims| claims.account = bob).is_none());
    assert!(forged(&house, &access, |claims| claims.session = SessionId(i64::MAX)).is_none());
}

#[test]
fn the_first_use_of_a_generation_is_noted_once() {
    let house = House::new();
    let tokens = house.ann();
    house.wait(5);
    let first = house.now();
    let caller = house.authenticate(&tokens.access).unwrap();
    assert_eq!(caller.session.acknowledged_at, None, "as it stood when the request began");
    house.wait(5);
    house.authenticate(&tokens.access).unwrap();
    assert_eq!(house.session(&tokens.refresh).acknowledged_at, Some(first));
}

#[test]
fn the_token_of_an_earlier_generation_still_speaks_but_notes_nothing() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    assert!(house.authenticate(&first.access).is_some());
    assert_eq!(house.session(&second.refresh).acknowledged_at, None);
    assert!(forged(&house, &first.access, |claims| claims.generation = Generation(3)).is_some());
    assert_eq!(house.session(&second.refresh).acknowledged_at, None);
    house.authenticate(&second.access).unwrap();
    assert_eq!(house.session(&second.refresh).acknowledged_at, Some(house.now()));
}

#[test]
fn s75_a_store_that_cannot_be_reached_lets_nobody_in() {
    let house = House::new();
    let access = house.ann().access;
    let mut ctx = house.ctx.clone();
    ctx.store = Arc::new(Unreachable);
    let outcome = authenticate::<Infallible>(&ctx, &Credential::shown(&access));
    assert!(matches!(outcome, Err(Failure::Store(_))));
}
