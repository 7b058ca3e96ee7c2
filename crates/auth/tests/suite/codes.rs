//! Emailed codes: what they open, once, and how often they may be asked for and guessed.

use parlor_auth::{
    Asker, CodeError, ConfirmEmail, ConfirmError, Confirmed, EmailChangeError, Failure, FirstPassword,
    FirstPasswordError, OwnPurpose, PinError, RecoverError, RecoverPassword, RecoveryCode, RequestCode,
    RequestEmailChange, SetPin, SignUpByCode, SignUpError, TooSoon, confirm_email, recover_password,
    request_code, request_email_change, request_own_code, reset_pin, set_first_password, set_pin,
    sign_up_by_code, verify_email_change, verify_own_email, verify_pin,
};
use parlor_domain::{
    Account, AccountState, ClientAddress, CodePurpose, EmailAddress, FlowToken, Locale, PersonNames, Pin,
    Strictness, Username,
};

use crate::house::{
    ANN, BOB, House, MINUTE, PASSWORD, WRONG, by_email, elsewhere, email, given, home, refusal, seconds_of,
};

const CLEO: &str = "cleo@example.com";
const OTHER: &str = "a different horse";

/// The code in the mail that was sent last.
fn last_code(house: &House) -> String {
    house.mails().last().unwrap().text.clone()
}

/// Another code than this.
fn other_than(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn by(address: ClientAddress) -> Asker {
    Asker::of_contract(address)
}

fn ask(house: &House, to: &str, purpose: CodePurpose, from: ClientAddress) -> Result<(), Failure<TooSoon>> {
    request_code(&house.ctx, RequestCode { email: email(to), purpose, asker: by(from) })
}

fn confirm(
    house: &House,
    to: &str,
    code: &str,
    password: Option<&str>,
) -> Result<Confirmed, Failure<ConfirmError>> {
    let (email, code) = (email(to), code.to_owned());
    let command = ConfirmEmail { email, code, password: password.map(given), asker: by(elsewhere()) };
    confirm_email(&house.ctx, command)
}

fn recover(house: &House, to: &str, code: &str, from: ClientAddress) -> Result<(), Failure<RecoverError>> {
    let proof = RecoveryCode { email: email(to), code: code.to_owned(), asker: by(from) };
    let command = RecoverPassword { proof, wanted: given(OTHER), strictness: Strictness::Full };
    recover_password(&house.ctx, command)
}

fn first_password(house: &House, to: &str, flow: FlowToken) -> Result<(), Failure<FirstPasswordError>> {
    let command = FirstPassword {
        email: email(to),
        flow: Some(flow),
        wanted: given(OTHER),
        strictness: Strictness::Full,
        address: elsewhere(),
    };
    set_first_password(&house.ctx, command)
}

/// Begins an account without a password; gives its code.
fn begin(house: &House, to: &str) -> String {
    let command = SignUpByCode {
        email: email(to),
        username: None,
        names: PersonNames::default(),
        locale: Locale::parse("de-AT"),
        accepts_terms: true,
        asker: by(elsewhere()),
    };
    sign_up_by_code(&house.ctx, &command).unwrap();
    last_code(house)
}

#[test]
fn a_sign_up_by_code_ends_with_a_password_that_signs_in() {
    let house = House::new();
    let code = begin(&house, CLEO);
    assert_eq!(house.account(CLEO).state, AccountState::Pending);
    let confirmed = confirm(&house, CLEO, &code, None).unwrap();
    assert_eq!(confirmed.account, house.account(CLEO));
    let expected = (AccountState::Active, Some(house.now()), Some(house.now()), Locale::parse("de-AT"));
    let Account { state, email_verified_at, terms_accepted_at, locale, .. } = confirmed.account;
    assert_eq!((state, email_verified_at, terms_accepted_at, locale), expected);
    let flow = confirmed.flow.unwrap();
    first_password(&house, CLEO, flow).unwrap();
    assert_eq!(refusal(first_password(&house, CLEO, flow)), FirstPasswordError::NotProved);
    assert!(house.sign_in(CLEO, OTHER).is_ok());
}

#[test]
fn a_proof_without_a_password_takes_an_unverified_account_over() {
    let house = House::new();
    let squatter = house.ann();
    ask(&house, ANN, CodePurpose::EmailVerification, elsewhere()).unwrap();
    let confirmed = confirm(&house, ANN, &last_code(&house), None).unwrap();
    assert!(house.authenticate(&squatter.access).is_none());
    assert!(house.sign_in(ANN, PASSWORD).is_err());
    first_password(&house, ANN, confirmed.flow.unwrap()).unwrap();
    assert!(house.sign_in(ANN, OTHER).is_ok());
}

#[test]
fn a_proof_with_the_password_changes_nothing_else() {
    let house = House::new();
    let ann = house.ann();
    ask(&house, ANN, CodePurpose::EmailVerification, elsewhere()).unwrap();
    let code = last_code(&house);
    assert_eq!(refusal(confirm(&house, ANN, &code, Some(WRONG))), ConfirmError::WrongPassword);
    let confirmed = confirm(&house, ANN, &code, Some(PASSWORD)).unwrap();
    assert_eq!(confirmed.account.email_verified_at, Some(house.now()));
    assert!(confirmed.flow.is_none());
    assert!(house.authenticate(&ann.access).is_some());
    assert!(house.sign_in(ANN, PASSWORD).is_ok());
}

#[test]
fn a_lock_by_passwords_sent_along_is_told_to_the_owner() {
    let house = House::new();
    house.ann();
    ask(&house, ANN, CodePurpose::EmailVerification, elsewhere()).unwrap();
    let code = last_code(&house);
    for _ in 0..4 {
        assert_eq!(refusal(confirm(&house, ANN, &code, Some(WRONG))), ConfirmError::WrongPassword);
    }
    let locked = refusal(confirm(&house, ANN, &code, Some(WRONG)));
    assert!(matches!(locked, ConfirmError::Locked { .. }), "{locked:?}");
    let kinds: Vec<_> = house.mails().into_iter().map(|mail| mail.kind).collect();
    assert_eq!(kinds.last().map(String::as_str), Some("locked"), "{kinds:?}");
}

#[test]
fn a_recovery_takes_an_unverified_account_over_too() {
    let house = House::new();
    let ann = house.ann();
    let caller = house.authenticate(&ann.access).unwrap();
    let command = SetPin { wanted: pin("4826"), current: None, address: home() };
    set_pin(&house.ctx, &caller, command).unwrap();
    ask(&house, ANN, CodePurpose::PasswordRecovery, elsewhere()).unwrap();
    recover(&house, ANN, &last_code(&house), elsewhere()).unwrap();
    assert!(house.authenticate(&ann.access).is_none());
    assert_eq!(house.account(ANN).email_verified_at, Some(house.now()));
    let again = house.sign_in(ANN, OTHER).unwrap().tokens;
    let caller = house.authenticate(&again.access).unwrap();
    assert_eq!(refusal(verify_pin(&house.ctx, &caller, &pin("4826"), home())), PinError::NotSet);
}

#[test]
fn s12_a_code_is_dead_a_second_past_its_life_and_told_so_to_whoever_has_it() {
    let house = House::new();
    ask(&house, ANN, CodePurpose::PasswordRecovery, elsewhere()).unwrap();
    let code = last_code(&house);
    house.wait(10 * MINUTE - 1);
    assert!(parlor_auth::check_recovery(&house.ctx, &proof(ANN, &code)).is_ok());
    house.wait(2);
    assert_eq!(refusal(recover(&house, ANN, &code, elsewhere())), RecoverError::Code(CodeError::Expired));
    let other = other_than(&code);
    assert_eq!(refusal(recover(&house, ANN, &other, elsewhere())), RecoverError::Code(CodeError::Wrong));
}

fn proof(to: &str, code: &str) -> RecoveryCode {
    RecoveryCode { email: email(to), code: code.to_owned(), asker: by(elsewhere()) }
}

#[test]
fn s14_the_sixth_try_fails_even_if_right_and_the_tries_are_one_budget() {
    let house = House::new();
    ask(&house, ANN, CodePurpose::PasswordRecovery, elsewhere()).unwrap();
    let first = last_code(&house);
    house.wait(30);
    ask(&house, ANN, CodePurpose::PasswordRecovery, elsewhere()).unwrap();
    let second = last_code(&house);
    let wrong = (0..).map(|n| format!("{n:06}")).find(|code| *code != first && *code != second).unwrap();
    for _ in 0..5 {
        refusal(recover(&house, ANN, &wrong, elsewhere()));
    }
    for code in [&first, &second] {
        let refused = refusal(recover(&house, ANN, code, elsewhere()));
        assert_eq!(refused, RecoverError::Code(CodeError::Wrong));
    }
    // Another one has tries of its own.
    house.wait(30);
    ask(&house, ANN, CodePurpose::PasswordRecovery, elsewhere()).unwrap();
    recover(&house, ANN, &last_code(&house), elsewhere()).unwrap();
}

#[test]
fn s14_within_a_session_another_code_has_tries_of_its_own() {
    let house = House::new();
    let caller = house.authenticate(&house.ann().access).unwrap();
    let verify = |code: &str| verify_own_email(&house.ctx, &caller, code, home());
    let send = || request_own_code(&house.ctx, &caller, OwnPurpose::EmailVerification, home()).unwrap();
    send();
    let code = last_code(&house);
    for _ in 0..5 {
        assert_eq!(refusal(verify(&other_than(&code))), CodeError::Wrong);
    }
    assert_eq!(refusal(verify(&code)), CodeError::Wrong);
    house.wait(30);
    send();
    assert!(verify(&last_code(&house)).is_ok());

    let ask = |to: &str| {
        let command = RequestEmailChange { wanted: email(to), password: None, address: home() };
        request_email_change(&house.ctx, caller.clone(), command).unwrap();
        last_code(&house)
    };
    let change = |code: &str| verify_email_change(&house.ctx, &caller, code, home());
    let code = ask("new@example.com");
    for _ in 0..5 {
        refusal(change(&other_than(&code)));
    }
    assert_eq!(refusal(change(&code)), CodeError::Wrong);
    let code = ask("newer@example.com");
    assert_eq!(change(&code).unwrap().email().map(EmailAddress::as_str), Some("newer@example.com"));
}

#[test]
fn the_last_two_codes_live() {
    let house = House::new();
    let codes: Vec<String> = (0..3)
        .map(|_| {
            ask(&house, ANN, CodePurpose::PasswordRecovery, elsewhere()).unwrap();
            house.wait(30);
            last_code(&house)
        })
        .collect();
    let check = |code: &str| parlor_auth::check_recovery(&house.ctx, &proof(ANN, code));
    assert_eq!(refusal(check(&codes[0])), CodeError::Wrong);
    assert!(check(&codes[1]).is_ok() && check(&codes[2]).is_ok());
    recover(&house, ANN, &codes[1], elsewhere()).unwrap();
    assert_eq!(refusal(check(&codes[2])), CodeError::Wrong);
}

#[test]
fn s27_what_strangers_ask_for_and_guess_does_not_spend_what_a_known_client_has() {
    let house = House::new();
    house.ann();
    ask(&house, ANN, CodePurpose::PasswordRecovery, home()).unwrap();
    let code = last_code(&house);
    for _ in 0..5 {
        ask(&house, ANN, CodePurpose::PasswordRecovery, elsewhere()).unwrap();
        refusal(ask(&house, ANN, CodePurpose::PasswordRecovery, elsewhere()));
        for _ in 0..5 {
            refusal(recover(&house, ANN, "not a code", elsewhere()));
        }
        house.wait(30);
    }
    let TooSoon { retry_after } = refusal(ask(&house, ANN, CodePurpose::EmailVerification, elsewhere()));
    assert!(retry_after > seconds_of(50 * MINUTE), "{retry_after:?}");
    ask(&house, ANN, CodePurpose::EmailVerification, home()).unwrap();
    recover(&house, ANN, &code, home()).unwrap();
}

#[test]
fn s27_waiting_tells_nothing_of_an_address() {
    let house = House::new();
    for nobody in [ANN, "nobody@example.com"] {
        ask(&house, nobody, CodePurpose::PasswordRecovery, elsewhere()).unwrap();
        let TooSoon { retry_after } =
            refusal(ask(&house, nobody, CodePurpose::PasswordRecovery, elsewhere()));
        assert_eq!(retry_after, seconds_of(30));
    }
    assert_eq!(house.mails().len(), 1);
}

#[test]
fn a_changed_email_takes_the_username_along_and_the_old_address_is_told() {
    let house = House::new();
    let caller = house.authenticate(&house.ann().access).unwrap();
    let command = RequestEmailChange { wanted: email(CLEO), password: None, address: home() };
    request_email_change(&house.ctx, caller.clone(), command).unwrap();
    let code = last_code(&house);
    assert_eq!(house.account(ANN).email().map(EmailAddress::as_str), Some(ANN));
    let changed = verify_email_change(&house.ctx, &caller, &code, home()).unwrap();
    assert_eq!(changed.username().map(Username::as_str), Some(CLEO));
    assert_eq!(changed.email_verified_at, Some(house.now()));
    assert_eq!(house.mails().last().unwrap().to, ANN);
    assert_eq!(refusal(verify_email_change(&house.ctx, &caller, &code, home())), CodeError::Wrong);
}

#[test]
fn an_address_of_somebody_else_gets_a_mail_that_says_so_and_no_code() {
    let house = House::new();
    let caller = house.authenticate(&house.ann().access).unwrap();
    let ask = || {
        let command = RequestEmailChange { wanted: email(BOB), password: None, address: home() };
        request_email_change(&house.ctx, caller.clone(), command)
    };
    ask().unwrap();
    let mail = house.mails().pop().unwrap();
    assert_eq!((mail.to.as_str(), mail.text.bytes().any(|byte| byte.is_ascii_digit())), (BOB, false));
    let EmailChangeError::TooSoon { retry_after } = refusal(ask()) else { panic!("it is not too soon") };
    assert_eq!(retry_after, seconds_of(30));
}

#[test]
fn a_wrong_password_does_not_use_the_turn_for_a_code_up() {
    let house = House::new();
    let caller = house.authenticate(&house.ann().access).unwrap();
    let ask = |password: &str| {
        let password = Some(given(password));
        let command = RequestEmailChange { wanted: email(CLEO), password, address: home() };
        request_email_change(&house.ctx, caller.clone(), command)
    };
    refusal(ask(WRONG));
    ask(PASSWORD).unwrap();
}

#[test]
fn a_forgotten_pin_is_taken_away_by_a_code_and_its_lock_with_it() {
    let house = House::new();
    let caller = house.authenticate(&house.ann().access).unwrap();
    let set = |current| SetPin { wanted: pin("4826"), current, address: home() };
    set_pin(&house.ctx, &caller, set(None)).unwrap();
    for _ in 0..5 {
        refusal(verify_pin(&house.ctx, &caller, &pin("7305"), home()));
    }
    let locked = refusal(verify_pin(&house.ctx, &caller, &pin("4826"), home()));
    assert!(matches!(locked, PinError::Locked { .. }), "{locked:?}");
    request_own_code(&house.ctx, &caller, OwnPurpose::PinReset, home()).unwrap();
    let code = last_code(&house);
    reset_pin(&house.ctx, &caller, &code, home()).unwrap();
    assert_eq!(refusal(reset_pin(&house.ctx, &caller, &code, home())), CodeError::Wrong);
    set_pin(&house.ctx, &caller, set(None)).unwrap();
    verify_pin(&house.ctx, &caller, &pin("4826"), home()).unwrap();
}

#[test]
fn where_sign_in_asks_for_it_a_sign_up_with_a_password_sends_a_code() {
    let house = House::with(|context| context.ctx.policy.verified_email = true);
    let mails = house.mails().len();
    house.sign_up(by_email(CLEO)).unwrap();
    assert_eq!(house.mails().len(), mails + 1);
    assert!(house.sign_in(CLEO, PASSWORD).is_err());
    confirm(&house, CLEO, &last_code(&house), Some(PASSWORD)).unwrap();
    assert!(house.sign_in(CLEO, PASSWORD).is_ok());
}

#[test]
fn such_a_sign_up_waits_its_turn_and_nothing_is_made() {
    let house = House::with(|context| context.ctx.policy.verified_email = true);
    ask(&house, CLEO, CodePurpose::EmailVerification, elsewhere()).unwrap();
    let SignUpError::TooSoon { retry_after } = refusal(house.sign_up(by_email(CLEO))) else {
        panic!("it is not too soon")
    };
    assert_eq!(retry_after, seconds_of(30));
    house.wait(30);
    house.sign_up(by_email(CLEO)).unwrap();
}

#[test]
fn elsewhere_a_sign_up_with_a_password_sends_nothing() {
    let house = House::new();
    house.sign_up(by_email(CLEO)).unwrap();
    assert_eq!(house.mails(), []);
}

fn pin(raw: &str) -> Pin {
    Pin::given(raw.to_owned())
}
