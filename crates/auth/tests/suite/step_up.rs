//! Making a session fresh again.

use parlor_auth::{
    Caller, ChangePassword, Failure, Granted, RefreshError, StepUp, StepUpError, TokenPair, Unproven,
    change_password, operator, step_up,
};
use parlor_domain::{Actor, AuditEvent, AuditKind, Generation, Login, StoreError, Strictness, Timestamp};
use parlor_testkit::{MemoryContext, PlainTokens, Rival, at_once};

use crate::house::{
    ANN, DAY, HOUR, House, MINUTE, PASSWORD, WRONG, chosen, elsewhere, given, home, is_out, refusal,
    seconds_of, session_of,
};

fn try_with(house: &House, caller: &Caller, password: &str) -> Result<TokenPair, Failure<StepUpError>> {
    let command = StepUp { password: given(password), address: elsewhere() };
    match step_up(&house.ctx, caller.clone(), command)? {
        Granted::Pair(tokens) => Ok(tokens),
        other => panic!("no pair but {other:?}"),
    }
}

/// What a session's tokens say of it: its generation, and when its owner showed a password.
fn claimed(tokens: &TokenPair) -> (Generation, Timestamp) {
    let claims = PlainTokens::claims(&tokens.access).unwrap();
    (claims.generation, claims.signed_in_at)
}

#[test]
fn s29_a_step_up_gives_new_tokens_of_the_same_session() {
    let house = House::new();
    let first = house.ann();
    house.wait(HOUR / 2);
    let second = try_with(&house, &house.caller(&first), PASSWORD).unwrap();
    assert_ne!(second.access, first.access);
    assert_ne!(second.refresh, first.refresh);
    assert_eq!(session_of(&second.refresh), session_of(&first.refresh));
    assert_eq!(claimed(&second), (Generation(2), house.now()));
    assert!(house.authenticate(&second.access).is_some());
    assert!(house.refresh(&second.refresh).is_ok());
}

#[test]
fn s7_a_step_up_makes_the_session_fresh_for_fifteen_minutes_more() {
    let house = House::new();
    let tokens = house.ann();
    house.wait(HOUR / 2);
    let tokens = try_with(&house, &house.caller(&tokens), PASSWORD).unwrap();
    let change = |wanted: &str| {
        let command = ChangePassword {
            wanted: given(wanted),
            strictness: Strictness::Full,
            current: None,
            address: home(),
        };
        change_password(&house.ctx, house.caller(&tokens), command)
    };
    house.wait(15 * MINUTE - 1);
    change("another horse battery").unwrap();
    house.wait(1);
    assert!(change("yet another horse battery").is_err());
}

#[test]
fn a_refresh_keeps_the_time_of_the_step_up() {
    let house = House::new();
    let tokens = house.ann();
    house.wait(HOUR / 2);
    let stepped_up_at = house.now();
    let tokens = try_with(&house, &house.caller(&tokens), PASSWORD).unwrap();
    house.wait(MINUTE);
    let tokens = house.refresh(&tokens.refresh).unwrap();
    assert_eq!(claimed(&tokens), (Generation(3), stepped_up_at));
}

#[test]
fn a_client_that_lost_the_reply_gets_the_same_tokens_by_its_old_ones() {
    let house = House::new();
    let first = house.ann();
    let lost = try_with(&house, &house.caller(&first), PASSWORD).unwrap();
    house.wait(20 * HOUR);
    let again = house.refresh(&first.refresh).unwrap();
    assert_eq!((claimed(&again).0, again.refresh), (Generation(2), lost.refresh));
}

#[test]
fn s41_the_refresh_token_from_before_ends_the_session_once_its_successor_is_in_use() {
    let house = House::new();
    let first = house.ann();
    let second = try_with(&house, &house.caller(&first), PASSWORD).unwrap();
    house.authenticate(&second.access).unwrap();
    house.wait(10);
    assert_eq!(refusal(house.refresh(&first.refresh)), RefreshError::Invalid);
    assert!(house.authenticate(&second.access).is_none());
}

#[test]
fn s45_a_step_up_renews_the_session_and_not_beyond_its_absolute_end() {
    let house = House::with(|kit| kit.ctx.policy.sessions.max_age = seconds_of(3 * DAY / 2));
    let tokens = house.ann();
    let ends_at = house.now() + seconds_of(3 * DAY / 2);
    house.wait(DAY / 4);
    let caller = house.refresh(&tokens.refresh).map(|tokens| house.caller(&tokens)).unwrap();
    let tokens = try_with(&house, &caller, PASSWORD).unwrap();
    assert_eq!(tokens.refresh_expires_at, house.now() + seconds_of(DAY));
    house.wait(DAY / 2);
    let tokens = house.refresh(&tokens.refresh).unwrap();
    let tokens = try_with(&house, &house.caller(&tokens), PASSWORD).unwrap();
    assert_eq!(tokens.refresh_expires_at, ends_at);
}

#[test]
fn a_step_up_is_recorded_with_its_session() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    house.effects.take();
    try_with(&house, &caller, PASSWORD).unwrap();
    let event = AuditEvent {
        kind: AuditKind::SteppedUp,
        actor: Actor::Account(caller.account.id, elsewhere()),
        account: Some(caller.account.id),
        session: Some(caller.session.id),
    };
    assert_eq!(house.effects.take_units(), [vec![event]]);
}

#[test]
fn s22_wrong_passwords_lock_and_leave_the_session_as_it_was() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.caller(&tokens);
    let before = house.session(&tokens.refresh);
    for _ in 1..5 {
        assert_eq!(refusal(try_with(&house, &caller, WRONG)), StepUpError::Unproven(Unproven::Wrong));
    }
    let locked = StepUpError::Unproven(Unproven::Locked { until: house.now() + seconds_of(15 * MINUTE) });
    for password in [WRONG, PASSWORD] {
        assert_eq!(refusal(try_with(&house, &caller, password)), locked);
    }
    assert_eq!(house.session(&tokens.refresh), before);
    assert!(house.authenticate(&tokens.access).is_some());
    house.wait(15 * MINUTE);
    assert!(try_with(&house, &caller, PASSWORD).is_ok());
}

#[test]
fn s7_however_fresh_the_session_a_step_up_wants_the_password() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    for wrong in ["", WRONG] {
        assert_eq!(refusal(try_with(&house, &caller, wrong)), StepUpError::Unproven(Unproven::Wrong));
    }
}

#[test]
fn more_than_sixty_new_generations_an_hour_have_to_wait_and_the_session_goes_on() {
    let house = House::new();
    let mut tokens = house.ann();
    for _ in 0..60 {
        house.wait(1);
        tokens = house.refresh(&tokens.refresh).unwrap();
    }
    let caller = house.caller(&tokens);
    house.effects.take();
    let retry_after = seconds_of(HOUR - 59);
    assert_eq!(refusal(try_with(&house, &caller, PASSWORD)), StepUpError::TooOften { retry_after });
    assert_eq!(house.effects.take(), []);
    assert_eq!(claimed(&tokens).0, house.session(&tokens.refresh).generation);
    assert_eq!(refusal(try_with(&house, &caller, WRONG)), StepUpError::Unproven(Unproven::Wrong));
    assert!(house.authenticate(&tokens.access).is_some());
    house.wait(HOUR - 59);
    assert!(try_with(&house, &caller, PASSWORD).is_ok());
}

#[test]
fn whoever_is_outrun_by_a_refresh_steps_up_the_generation_that_it_made() {
    let house = House::new();
    let tokens = house.ann();
    house.wait(HOUR / 2);
    let caller = house.caller(&tokens);
    house.store.contend(Rival::Outruns, 1);
    let tokens = try_with(&house, &caller, PASSWORD).unwrap();
    assert_eq!(claimed(&tokens), (Generation(3), house.now()));
    assert!(house.refresh(&tokens.refresh).is_ok());
}

#[test]
fn a_step_up_that_does_not_get_through_is_tried_again_and_not_for_ever() {
    let house = House::new();
    let tokens = house.ann();
    let caller = house.caller(&tokens);
    house.effects.take();
    house.store.contend(Rival::Blocks, usize::MAX);
    let outcome = try_with(&house, &caller, PASSWORD);
    assert!(matches!(outcome, Err(Failure::Store(StoreError::Unavailable(_)))));
    assert_eq!(house.session(&tokens.refresh).generation, Generation::FIRST);
    assert_eq!(house.effects.take(), []);
    house.store.contend(Rival::Blocks, 1);
    assert!(try_with(&house, &caller, PASSWORD).is_ok());
}

#[test]
fn s43_refreshes_and_step_ups_at_once_all_succeed_and_end_nothing() {
    let house = House::new();
    let first = house.ann();
    let caller = house.caller(&first);
    let given = at_once(20, |number| {
        let renewed = if number % 5 == 0 {
            try_with(&house, &caller, PASSWORD).ok()
        } else {
            house.refresh(&first.refresh).ok()
        };
        renewed.unwrap()
    });
    let current = house.session(&first.refresh).generation;
    for tokens in &given {
        assert!(house.authenticate(&tokens.access).is_some());
    }
    for tokens in &given {
        assert!(house.refresh(&tokens.refresh).is_ok(), "{:?} of {current:?}", claimed(tokens));
    }
    assert_eq!(house.session(&first.refresh).ended, None);
}

#[test]
fn whatever_ends_the_session_while_the_password_is_compared_leaves_it_ended() {
    let happenings: [fn(&MemoryContext, &str); 3] = [
        |other, _| operator::deactivate(&other.ctx, &Login::parse(ANN)).unwrap(),
        |other, _| operator::set_password(&other.ctx, &Login::parse(ANN), &chosen(PASSWORD)).unwrap(),
        |other, refresh| parlor_auth::sign_out(&other.ctx, refresh, home()).unwrap(),
    ];
    for (number, happens) in happenings.into_iter().enumerate() {
        let house = House::new();
        let tokens = house.ann();
        let caller = house.caller(&tokens);
        let refresh = tokens.refresh.clone();
        let house = house.meanwhile(move |other| happens(&other, &refresh));
        assert!(is_out(&try_with(&house, &caller, PASSWORD)), "{number}");
        assert!(house.session(&tokens.refresh).ended.is_some(), "{number}");
        assert_eq!(refusal(house.refresh(&tokens.refresh)), RefreshError::Invalid, "{number}");
        assert!(!house.effects.take_kinds().contains(&AuditKind::SteppedUp), "{number}");
    }
}

#[test]
fn s74_a_step_up_shows_neither_password_nor_tokens() {
    let house = House::new();
    let caller = house.caller(&house.ann());
    let tokens = try_with(&house, &caller, PASSWORD).unwrap();
    let shown = format!("{tokens:?} {:?}", house.store.journal());
    for secret in [PASSWORD, "plain$", "refresh.", "access."] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
}
