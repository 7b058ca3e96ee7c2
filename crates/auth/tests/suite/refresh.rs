//! Renewing a session.

use parlor_auth::{Failure, RefreshError, operator};
use parlor_domain::{AccountState, Generation, Login, StoreError};
use parlor_testkit::{PlainTokens, Rival, at_once};

use crate::house::{ANN, DAY, HOUR, House, MINUTE, refusal, seconds_of, session_of};

#[test]
fn a_refresh_gives_two_new_tokens_of_the_same_session() {
    let house = House::new();
    let first = house.ann();
    let signed_in_at = house.now();
    house.wait(HOUR);
    let second = house.refresh(&first.refresh).unwrap();
    assert_ne!(second.refresh, first.refresh);
    assert_ne!(second.access, first.access);
    assert_eq!(session_of(&second.refresh), session_of(&first.refresh));
    let claims = PlainTokens::claims(&second.access).unwrap();
    assert_eq!((claims.generation, claims.signed_in_at), (Generation(2), signed_in_at));
    assert_eq!(claims.issued_at, house.now());
    assert_eq!(claims.expires_at, house.now() + seconds_of(50 * MINUTE));
    assert!(house.authenticate(&second.access).is_some());
}

#[test]
fn s31_each_refresh_renews_the_session_by_the_refresh_lifetime() {
    let house = House::new();
    let mut tokens = house.ann();
    for _ in 0..3 {
        house.wait(DAY - 1);
        tokens = house.refresh(&tokens.refresh).unwrap();
    }
    house.wait(DAY);
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Expired);
}

#[test]
fn s45_the_absolute_end_holds_however_often_refreshed() {
    let house = House::with(|kit| kit.ctx.policy.sessions.max_age = seconds_of(3 * DAY));
    let mut tokens = house.ann();
    for _ in 0..5 {
        house.wait(DAY / 2);
        tokens = house.refresh(&tokens.refresh).unwrap();
    }
    house.wait(DAY / 2 - 1);
    tokens = house.refresh(&tokens.refresh).unwrap();
    assert_eq!(PlainTokens::claims(&tokens.access).unwrap().expires_at, house.now() + seconds_of(1));
    house.wait(1);
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Expired);
    assert!(house.authenticate(&tokens.access).is_none());
}

#[test]
fn what_is_no_refresh_token_is_refused() {
    let house = House::new();
    let tokens = house.ann();
    let never_opened = format!("refresh.{}.1", i64::MAX);
    for token in ["", "refresh", "refresh.x.1", &tokens.access, &never_opened] {
        assert_eq!(refusal(house.refresh(token)), RefreshError::Invalid, "{token}");
    }
    assert!(house.refresh(&tokens.refresh).is_ok());
}

#[test]
fn s46_the_end_of_a_session_refuses_the_tokens_of_every_generation() {
    let house = House::new();
    let first = house.ann();
    let second = house.refresh(&first.refresh).unwrap();
    let third = house.refresh(&second.refresh).unwrap();
    house.sign_out(&third.refresh);
    for tokens in [first, second, third] {
        assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid);
        assert!(house.authenticate(&tokens.access).is_none());
    }
}

#[test]
fn s32_after_deactivation_no_session_is_renewed() {
    let house = House::new();
    let tokens = house.ann();
    operator::deactivate(&house.ctx, &Login::parse(ANN)).unwrap();
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid);
    operator::activate(&house.ctx, &Login::parse(ANN)).unwrap();
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid);
}

#[test]
fn an_account_that_is_not_active_renews_nothing_even_if_its_session_lives() {
    let house = House::new();
    let tokens = house.ann();
    let id = house.account(ANN).id;
    let set = |state| house.store_as(|work| work.accounts().set_state(id, state).unwrap());
    set(AccountState::Deactivated);
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid);
    set(AccountState::Active);
    assert!(house.refresh(&tokens.refresh).is_ok());
}

#[test]
fn more_than_sixty_refreshes_an_hour_have_to_wait_and_the_session_goes_on() {
    let house = House::new();
    let mut tokens = house.ann();
    for _ in 0..60 {
        house.wait(1);
        tokens = house.refresh(&tokens.refresh).unwrap();
    }
    let retry_after = seconds_of(HOUR - 59);
    assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::TooOften { retry_after });
    assert!(house.authenticate(&tokens.access).is_some());
    house.wait(HOUR - 60);
    refusal(house.refresh(&tokens.refresh));
    house.wait(1);
    assert!(house.refresh(&tokens.refresh).is_ok());
}

#[test]
fn s43_of_fifty_refreshes_at_once_all_get_the_one_successor() {
    let house = House::new();
    let first = house.ann();
    let renewed = at_once(50, |_| house.refresh(&first.refresh).unwrap().refresh);
    let successor = format!("refresh.{}.2", session_of(&first.refresh).0);
    assert_eq!(renewed, vec![successor.clone(); 50]);
    assert_eq!(house.session(&first.refresh).generation, Generation(2));
    assert!(house.refresh(&successor).is_ok());
}

#[test]
fn s43_whoever_is_outrun_in_the_middle_gets_the_successor_too() {
    let house = House::new();
    let first = house.ann();
    house.store.contend(Rival::Outruns, 1);
    let second = house.refresh(&first.refresh).unwrap();
    assert_eq!(PlainTokens::claims(&second.access).unwrap().generation, Generation(2));
}

#[test]
fn a_rotation_that_does_not_get_through_is_tried_again_and_not_for_ever() {
    let house = House::new();
    let first = house.ann();
    house.store.contend(Rival::Blocks, usize::MAX);
    let outcome = house.refresh(&first.refresh);
    assert!(matches!(outcome, Err(Failure::Store(StoreError::Unavailable(_)))));
    assert_eq!(house.session(&first.refresh).generation, Generation::FIRST);
    house.store.contend(Rival::Blocks, 1);
    assert!(house.refresh(&first.refresh).is_ok());
}
