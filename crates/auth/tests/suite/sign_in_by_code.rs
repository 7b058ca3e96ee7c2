//! Signing in by an emailed code: alone, and beside the password.

use parlor_auth::{
    Asker, CodeError, Failure, Origin, Pair, RecoveryCode, RequestCode, SignInByCode, SignInError,
    SignInWithCode, SignedIn, TooSoon, Triple, check_sign_in_code, request_code, request_sign_in_code,
    sign_in_by_code, sign_in_with_code,
};
use parlor_domain::{AuditKind, ClientAddress, CodePurpose, Login, SessionKind};
use parlor_testkit::at_once;

use crate::house::{
    ANN, BOB, DAY, House, MINUTE, PASSWORD, WRONG, elsewhere, email, given, home, refusal, rename, seconds_of,
};

/// Sends Ann a code to sign in with.
fn code(house: &House) -> String {
    let asker = Asker::of_contract(elsewhere());
    request_code(&house.ctx, RequestCode { email: email(ANN), purpose: CodePurpose::SignIn, asker }).unwrap();
    house.mails().last().unwrap().text.clone()
}

fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn by_code(house: &House, login: &str, code: &str) -> Result<SignedIn, Failure<CodeError>> {
    by_code_from(house, elsewhere(), login, code)
}

fn by_code_from(
    house: &House,
    from: ClientAddress,
    login: &str,
    code: &str,
) -> Result<SignedIn, Failure<CodeError>> {
    let (login, code) = (Login::parse(login), code.to_owned());
    sign_in_by_code(&house.ctx, SignInByCode { login, code, origin: Origin::of_contract(from) })
}

fn with_code(
    house: &House,
    login: &str,
    password: &str,
    code: &str,
) -> Result<SignedIn<Triple>, Failure<SignInError>> {
    let (login, password, code) = (Login::parse(login), given(password), code.to_owned());
    let origin = Origin::of_contract(elsewhere()).opening(Triple);
    sign_in_with_code(&house.ctx, SignInWithCode { login, password, code, origin })
}

/// Ann's account with a username, and its email proved.
fn proved() -> House {
    let house = House::new();
    let (id, now) = (house.account(ANN).id, house.now());
    house.store_as(|work| {
        rename(work, id, "ann");
        work.accounts().verify_email(id, now).unwrap();
    });
    house
}

fn remembered(house: &House, kind: AuditKind) -> usize {
    let id = house.account(ANN).id;
    house.recorded_of(id).into_iter().filter(|event| event.kind == kind).count()
}

#[test]
fn a_code_opens_a_session_once_by_either_name() {
    for login in [ANN, "ann"] {
        let house = proved();
        let code = code(&house);
        let signed_in = by_code(&house, login, &code).unwrap();
        assert_eq!(house.authenticate(&signed_in.tokens.access).unwrap().account, house.account(ANN));
        assert_eq!(refusal(by_code(&house, login, &code)), CodeError::Wrong);
        assert!(house.sign_in(ANN, PASSWORD).is_ok(), "the password is as it was");
    }
}

#[test]
fn s49_a_code_alone_takes_an_unverified_account_over() {
    let house = House::new();
    let squatter = house.ann();
    let signed_in = by_code(&house, ANN, &code(&house)).unwrap();
    assert!(house.authenticate(&squatter.access).is_none());
    assert!(house.sign_in(ANN, PASSWORD).is_err());
    assert_eq!(signed_in.account.email_verified_at, Some(house.now()));
    assert!(house.authenticate(&signed_in.tokens.access).is_some());
}

#[test]
fn s11_sixteen_who_show_it_at_once_open_one_session() {
    let house = proved();
    let code = code(&house);
    let outcomes = at_once(16, |_| by_code(&house, ANN, &code).is_ok());
    assert_eq!(outcomes.into_iter().filter(|opened| *opened).count(), 1);
}

#[test]
fn s14_fifty_wrong_guesses_at_once_spend_five_tries_and_the_right_one_is_dead_then() {
    let house = proved();
    let code = code(&house);
    let wrong = other_than(&code);
    at_once(50, |_| refusal(by_code(&house, ANN, &wrong)));
    assert_eq!(remembered(&house, AuditKind::CodeFailed(CodePurpose::SignIn)), 5);
    assert_eq!(refusal(by_code(&house, ANN, &code)), CodeError::Wrong);
    assert_eq!(refusal(by_code(&house, "ann", &code)), CodeError::Wrong, "by another name neither");
}

#[test]
fn s27_what_strangers_guess_does_not_spend_the_tries_of_a_known_client() {
    let house = proved();
    house.ann();
    let code = code(&house);
    for _ in 0..6 {
        refusal(by_code(&house, ANN, &other_than(&code)));
    }
    assert!(by_code_from(&house, home(), ANN, &code).is_ok());
}

#[test]
fn s23_nobody_and_a_name_without_an_address_are_answered_like_a_wrong_code() {
    let house = proved();
    for login in ["nobody@example.com", "nobody", ""] {
        assert_eq!(refusal(by_code(&house, login, "123456")), CodeError::Wrong);
    }
}

#[test]
fn s12_a_code_to_sign_in_with_is_dead_a_second_past_its_life() {
    let house = proved();
    let code = code(&house);
    house.wait(10 * MINUTE + 1);
    assert_eq!(refusal(by_code(&house, ANN, &code)), CodeError::Expired);
}

#[test]
fn s13_a_code_to_sign_in_with_is_good_for_nothing_else_and_no_other_for_it() {
    let house = proved();
    let code = code(&house);
    assert_eq!(refusal(by_code(&house, BOB, &code)), CodeError::Wrong);
    let proof = |code: &str| RecoveryCode {
        email: email(ANN),
        code: code.to_owned(),
        asker: Asker::of_contract(elsewhere()),
    };
    assert!(parlor_auth::check_recovery(&house.ctx, &proof(&code)).is_err());
    assert!(check_sign_in_code(&house.ctx, &proof(&other_than(&code))).is_err());
    assert!(check_sign_in_code(&house.ctx, &proof(&code)).is_ok());
    assert!(by_code(&house, ANN, &code).is_ok(), "looking leaves it as it is");
}

#[test]
fn an_account_that_is_switched_off_signs_in_by_no_code() {
    let house = proved();
    let code = code(&house);
    parlor_auth::operator::deactivate(&house.ctx, &Login::parse(ANN)).unwrap();
    assert_eq!(refusal(by_code(&house, ANN, &code)), CodeError::Wrong);
    assert!(matches!(refusal(with_code(&house, ANN, PASSWORD, &code)), SignInError::Refused));
}

#[test]
fn the_password_with_a_code_opens_what_was_asked_for_and_uses_the_code_up() {
    let house = proved();
    let code = code(&house);
    let signed_in = with_code(&house, "ann", PASSWORD, &code).unwrap();
    let caller = house.authenticate(&signed_in.tokens.pair.access).unwrap();
    assert_eq!(caller.session.kind, SessionKind::Triple);
    assert_eq!(refusal(with_code(&house, "ann", PASSWORD, &code)), SignInError::Refused);
}

#[test]
fn s49_with_the_password_a_code_proves_the_address_and_takes_nothing_over() {
    let house = House::new();
    let before = house.ann();
    let signed_in = with_code(&house, ANN, PASSWORD, &code(&house)).unwrap();
    assert_eq!(signed_in.account.email_verified_at, Some(house.now()));
    assert!(house.authenticate(&before.access).is_some());
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn a_wrong_password_counts_for_the_lockout_and_leaves_the_code_as_it_was() {
    let house = proved();
    let code = code(&house);
    for _ in 0..4 {
        assert_eq!(refusal(with_code(&house, ANN, WRONG, &code)), SignInError::Refused);
    }
    let locked = SignInError::Locked { until: house.now() + seconds_of(15 * MINUTE) };
    assert_eq!(refusal(with_code(&house, ANN, WRONG, &code)), locked);
    assert_eq!(refusal(with_code(&house, ANN, PASSWORD, &code)), locked, "with both right too");
    assert_eq!(refusal(house.sign_in(ANN, PASSWORD)), locked, "everywhere");
    assert_eq!(remembered(&house, AuditKind::CodeFailed(CodePurpose::SignIn)), 0);
    assert!(by_code(&house, ANN, &code).is_ok());
}

#[test]
fn s14_a_wrong_code_takes_a_try_and_the_right_password_sets_the_count_back() {
    let house = proved();
    let code = code(&house);
    let wrong = other_than(&code);
    for _ in 0..5 {
        assert_eq!(refusal(with_code(&house, ANN, PASSWORD, &wrong)), SignInError::Refused);
    }
    assert_eq!(refusal(with_code(&house, ANN, PASSWORD, &code)), SignInError::Refused, "the sixth");
    assert!(house.sign_in(ANN, PASSWORD).is_ok(), "the password never locked");
}

#[test]
fn s14_fifty_wrong_guesses_at_once_with_the_right_password_spend_five_tries() {
    let house = proved().all_together(50);
    let code = code(&house);
    let wrong = other_than(&code);
    let outcomes = at_once(50, |_| refusal(with_code(&house, ANN, PASSWORD, &wrong)));
    assert!(outcomes.into_iter().all(|refused| refused == SignInError::Refused));
    assert_eq!(remembered(&house, AuditKind::CodeFailed(CodePurpose::SignIn)), 5);
}

#[test]
fn an_unknown_name_locks_alike_with_a_code() {
    let house = proved();
    for _ in 0..4 {
        assert_eq!(refusal(with_code(&house, "nobody", WRONG, "123456")), SignInError::Refused);
    }
    assert!(matches!(refusal(with_code(&house, "nobody", WRONG, "123456")), SignInError::Locked { .. }));
}

#[test]
fn s23_a_code_is_sent_where_name_and_address_belong_together_and_nobody_is_told() {
    let house = proved();
    let ask = |login: &str, to: &str| -> Result<(), Failure<TooSoon>> {
        let asker = Asker::of_contract(elsewhere());
        request_sign_in_code(&house.ctx, (&Login::parse(login), email(to)), asker)
    };
    let mails = || house.mails().into_iter().filter(|mail| mail.text.len() == 6).count();
    for (login, to) in [("ann", BOB), ("nobody", "nobody@example.com"), ("ann", "nobody@example.org")] {
        assert!(ask(login, to).is_ok());
        assert!(matches!(refusal(ask(login, to)), TooSoon { .. }), "it waits alike");
    }
    assert_eq!(mails(), 0);
    ask("ANN", ANN).unwrap();
    assert_eq!(mails(), 1);
    house.wait(30);
    ask(ANN, ANN).unwrap();
    assert_eq!(mails(), 2, "an email is a name too");
}

#[test]
fn a_session_by_code_lives_as_long_as_its_origin_says() {
    let house = proved();
    let origin: Origin<Pair> = Origin::of_contract(home());
    let (login, code) = (Login::parse(ANN), code(&house));
    let signed_in = sign_in_by_code(&house.ctx, SignInByCode { login, code, origin }).unwrap();
    assert_eq!(signed_in.tokens.refresh_expires_at, house.now() + seconds_of(DAY));
}
