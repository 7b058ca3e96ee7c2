//! Signing in at the administrators' pages: who gets a session there.

use parlor_auth::{
    AdministratorSignInError, Cookie, EmailProof, Failure, Origin, SignIn, SignInError, SignedIn, operator,
    sign_in_as_administrator,
};
use parlor_domain::{AccountState, Actor, AuditKind, Login, SessionKind};

use crate::house::{ANN, BOB, House, PASSWORD, WRONG, elsewhere, given, refusal};

type Outcome = Result<SignedIn<Cookie>, Failure<AdministratorSignInError>>;

/// Ann is an administrator, Bob is none.
fn house() -> House {
    let house = House::new();
    operator::set_admin(&house.ctx, &Login::parse(ANN), true).unwrap();
    house.effects.take();
    house
}

fn sign_in(house: &House, login: &str, password: &str) -> Outcome {
    let command = SignIn {
        login: Login::parse(login),
        password: given(password),
        email: EmailProof::AsConfigured,
        origin: Origin::of_contract(elsewhere()).opening(Cookie),
    };
    sign_in_as_administrator(&house.ctx, command)
}

fn sessions(house: &House, login: &str) -> usize {
    let id = house.account(login).id;
    house.look(|reader| reader.sessions().count_live(id, house.now()).unwrap())
}

#[test]
fn an_administrator_gets_a_session_of_the_kind_that_is_asked_for() {
    let house = house();
    let signed_in = sign_in(&house, ANN, PASSWORD).unwrap();
    assert_eq!(signed_in.account.id, house.account(ANN).id);
    let devices =
        house.look(|reader| reader.sessions().devices(signed_in.account.id, None, 9, house.now()).unwrap());
    assert_eq!(devices.iter().map(|device| device.kind).collect::<Vec<_>>(), [SessionKind::Cookie]);
}

#[test]
fn nobody_else_gets_one_and_it_is_recorded() {
    let house = house();
    assert_eq!(refusal(sign_in(&house, BOB, PASSWORD)), AdministratorSignInError::NotAdministrator);
    assert_eq!(sessions(&house, BOB), 0);
    let recorded = house.recorded_of(house.account(BOB).id);
    let last = recorded.last().unwrap();
    assert_eq!((last.kind, last.actor), (AuditKind::SignInFailed, Actor::Anyone(elsewhere())));
    // The password was right, which sets the count back.
    let wrong = AdministratorSignInError::SignIn(SignInError::Refused);
    for _ in 0..4 {
        assert_eq!(refusal(sign_in(&house, BOB, WRONG)), wrong);
    }
    assert_eq!(refusal(sign_in(&house, BOB, PASSWORD)), AdministratorSignInError::NotAdministrator);
    assert_eq!(refusal(sign_in(&house, BOB, WRONG)), wrong);
}

#[test]
fn what_refuses_everybody_comes_first() {
    let house = house();
    house.guess(BOB, 5);
    let locked = refusal(sign_in(&house, BOB, PASSWORD));
    assert!(matches!(locked, AdministratorSignInError::SignIn(SignInError::Locked { .. })), "{locked:?}");
    let id = house.account(ANN).id;
    house.store_as(|work| work.accounts().set_state(id, AccountState::Deactivated).unwrap());
    let refused = AdministratorSignInError::SignIn(SignInError::Refused);
    assert_eq!(refusal(sign_in(&house, ANN, PASSWORD)), refused);
    assert_eq!(refusal(sign_in(&house, "nobody@example.com", PASSWORD)), refused);
}
