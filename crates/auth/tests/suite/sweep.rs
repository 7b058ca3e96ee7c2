//! Clearing away what no rule looks at any more.

use parlor_auth::{SignInError, operator, sweep};
use parlor_domain::{AccountId, KnownClient, Lifetime, Login, NewSession, SessionId};

use crate::house::{ANN, BOB, DAY, House, MINUTE, PASSWORD, WRONG, home, refusal};

#[test]
fn a_house_without_anything_old_keeps_everything() {
    let house = House::new();
    house.ann();
    house.guess(ANN, 4);
    house.guess("nobody", 4);
    assert_eq!(sweep(&house.ctx).unwrap(), 0);
}

#[test]
fn counters_go_once_their_failures_no_longer_count() {
    let house = House::new();
    house.guess(ANN, 5);
    house.guess("nobody", 1);
    house.wait(15 * MINUTE);
    assert_eq!(sweep(&house.ctx).unwrap(), 0);
    house.wait(1);
    assert_eq!(sweep(&house.ctx).unwrap(), 2);
    assert_eq!(sweep(&house.ctx).unwrap(), 0);
}

#[test]
fn a_sweep_lifts_no_lock() {
    let house = House::new();
    house.guess(ANN, 5);
    house.wait(15 * MINUTE - 1);
    sweep(&house.ctx).unwrap();
    assert!(matches!(refusal(house.sign_in(ANN, PASSWORD)), SignInError::Locked { .. }));
}

#[test]
fn sessions_go_thirty_days_after_they_were_over() {
    let house = House::new();
    let (ann, bob) = (house.account(ANN).id, house.account(BOB).id);
    let open = |id: AccountId| {
        let new = NewSession::open(
            SessionId(id.0),
            id,
            Lifetime::Contract,
            &house.ctx.policy.sessions,
            house.now(),
        );
        house.store_as(|work| drop(work.sessions().open(&new).unwrap()));
    };
    open(ann);
    operator::end_sessions(&house.ctx, &Login::parse(ANN)).unwrap();
    open(bob);
    house.wait(30 * DAY);
    assert_eq!(sweep(&house.ctx).unwrap(), 0);
    house.wait(1);
    assert_eq!(sweep(&house.ctx).unwrap(), 1, "the one that was ended");
    house.wait(DAY - 1);
    assert_eq!(sweep(&house.ctx).unwrap(), 0);
    house.wait(1);
    assert_eq!(sweep(&house.ctx).unwrap(), 1, "the one that expired");
}

#[test]
fn addresses_go_once_they_are_no_longer_known() {
    let house = House::new();
    let (ann, network, now) =
        (house.account(ANN).id, KnownClient::Address(home().network().unwrap()), house.now());
    house.store_as(|work| work.known_clients().remember(ann, network, now, 10).unwrap());
    house.wait(30 * DAY);
    house.guess(ANN, 5);
    assert_eq!(sweep(&house.ctx).unwrap(), 0);
    assert_eq!(refusal(house.sign_in_from(home(), ANN, WRONG)), SignInError::Refused, "still known");
    house.wait(1);
    assert_eq!(sweep(&house.ctx).unwrap(), 1);
    assert!(matches!(refusal(house.sign_in_from(home(), ANN, PASSWORD)), SignInError::Locked { .. }));
}
