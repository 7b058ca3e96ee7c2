//! Sign-ups with a password that wait for a code, which whoever shows it shows alone.

use std::sync::Arc;

use parlor_auth::ports::SignUpCode;
use parlor_auth::{
    Asker, BeginSignUp, BeginSignUpError, CodeError, CompleteSignUpError, ConfirmEmail, ConfirmError,
    Failure, RequestCode, SignInError, TakenNames, begin_sign_up, complete_sign_up, confirm_email,
    request_code, taken_names,
};
use parlor_domain::ports::Random;
use parlor_domain::{
    Account, AccountId, AccountState, AuditKind, ClientAddress, CodeDigest, CodePurpose, CodeText, Guesses,
    MailDomain, SignUpPolicy,
};
use parlor_testkit::at_once;

use crate::house::{
    ANN, BOB, House, MINUTE, PASSWORD, address, by_username, chosen, elsewhere, email, home, refusal,
    seconds_of, username,
};

const CLEO: &str = "cleo@example.com";
const DAN: &str = "dan@example.com";
const OTHER: &str = "a different horse";

fn begin_from(
    house: &House,
    (to, name, password): (&str, &str, &str),
    from: ClientAddress,
) -> Result<String, Failure<BeginSignUpError>> {
    let command =
        BeginSignUp { email: email(to), username: username(name), password: chosen(password), address: from };
    begin_sign_up(&house.ctx, &command)?;
    Ok(house.mails().last().unwrap().text.clone())
}

/// Begins a sign-up from home; gives its code.
fn begin(house: &House, to: &str, name: &str) -> Result<String, Failure<BeginSignUpError>> {
    begin_from(house, (to, name, PASSWORD), home())
}

fn complete(house: &House, code: &str, from: ClientAddress) -> Result<Account, Failure<CompleteSignUpError>> {
    complete_sign_up(&house.ctx, &CodeText::typed(code).unwrap(), from)
}

/// Another code than any of these.
fn wrong(codes: &[&String]) -> String {
    let mut numbers = (0..1_000_000).map(|number| format!("{number:06}"));
    numbers.find(|number| !codes.contains(&number)).unwrap()
}

/// Lets a stranger guess wrong so often.
fn guess(house: &House, wrong: &str, from: ClientAddress, times: u32) {
    for _ in 0..times {
        assert_eq!(refusal(complete(house, wrong, from)), CompleteSignUpError::Wrong);
    }
}

#[test]
fn a_sign_up_waits_for_its_code_and_then_signs_in_by_its_password() {
    let house = House::new();
    let code = begin(&house, CLEO, "Cleo").unwrap();
    assert_eq!(house.account(CLEO).state, AccountState::Pending);
    assert_eq!(refusal(house.sign_in(CLEO, PASSWORD)), SignInError::Refused);
    let account = complete(&house, &code, elsewhere()).unwrap();
    assert_eq!(account, house.account(CLEO));
    assert_eq!((account.state, account.email_verified_at), (AccountState::Active, Some(house.now())));
    assert_eq!(account.username().unwrap().as_str(), "Cleo");
    assert!(house.sign_in("cleo", PASSWORD).is_ok());
    assert_eq!(refusal(complete(&house, &code, home())), CompleteSignUpError::Wrong, "it is used up");
    let kinds: Vec<_> = house.recorded_of(account.id).into_iter().map(|event| event.kind).collect();
    let verification = CodePurpose::EmailVerification;
    assert_eq!(kinds[..3], [AuditKind::SignedUp, AuditKind::CodeSent(verification), AuditKind::SignInFailed]);
    assert_eq!(kinds[3], AuditKind::EmailVerified);
}

#[test]
fn s12_a_code_is_dead_when_its_time_is_over() {
    let house = House::new();
    let code = begin(&house, CLEO, "Cleo").unwrap();
    house.wait(10 * MINUTE - 1);
    let other = begin(&house, DAN, "Dan").unwrap();
    house.wait(1);
    assert_eq!(refusal(complete(&house, &code, home())), CompleteSignUpError::Wrong);
    assert!(complete(&house, &other, home()).is_ok());
}

#[test]
fn s13_a_code_of_a_sign_up_is_good_for_nothing_else_and_no_other_code_for_a_sign_up() {
    let house = House::new();
    let code = begin(&house, CLEO, "Cleo").unwrap();
    let command = ConfirmEmail {
        email: email(CLEO),
        code: code.clone(),
        password: None,
        asker: Asker::of_contract(home()),
    };
    let refused = refusal(confirm_email(&house.ctx, command));
    assert_eq!(refused, ConfirmError::Code(CodeError::Wrong));

    let asked = RequestCode {
        email: email(ANN),
        purpose: CodePurpose::EmailVerification,
        asker: Asker::of_contract(home()),
    };
    request_code(&house.ctx, asked).unwrap();
    let of_ann = house.mails().last().unwrap().text.clone();
    assert_ne!(of_ann, code);
    assert_eq!(refusal(complete(&house, &of_ann, home())), CompleteSignUpError::Wrong);
}

#[test]
fn the_last_sign_up_of_an_address_replaces_the_others_with_their_codes() {
    let house = House::new();
    let first = begin(&house, CLEO, "Cleo").unwrap();
    let too_soon = refusal(begin(&house, CLEO, "Cleo"));
    assert!(matches!(too_soon, BeginSignUpError::TooSoon { .. }), "{too_soon:?}");
    house.wait(30);
    let second = begin_from(&house, (CLEO, "Cleopatra", OTHER), home()).unwrap();
    assert_eq!(refusal(complete(&house, &first, home())), CompleteSignUpError::Wrong);
    let account = complete(&house, &second, home()).unwrap();
    assert_eq!(account.username().unwrap().as_str(), "Cleopatra");
    assert!(house.sign_in(CLEO, PASSWORD).is_err());
    assert!(house.sign_in(CLEO, OTHER).is_ok());
}

#[test]
fn names_of_accounts_are_taken_and_those_of_sign_ups_for_other_addresses() {
    let house = House::new();
    house.sign_up(by_username("Bobby")).unwrap();
    begin(&house, CLEO, "Cleo").unwrap();
    house.wait(30);
    let taken = |to, name| match refusal(begin(&house, to, name)) {
        BeginSignUpError::Taken(taken) => (taken.email, taken.username),
        other => panic!("{other:?}"),
    };
    assert_eq!(taken(BOB, "New"), (true, false));
    assert_eq!(taken("BOB@example.com", "bobby"), (true, true));
    assert_eq!(taken(DAN, "Bobby"), (false, true));
    assert_eq!(taken(DAN, "cleo"), (false, true));
    assert_eq!(
        taken_names(&house.ctx, None, Some(&username("Cleo"))).unwrap(),
        TakenNames { email: false, username: true },
        "of whom it is not known which address it has"
    );
    begin(&house, CLEO, "cleo").unwrap();
}

#[test]
fn a_sign_up_is_refused_where_accounts_are_not_made_by_everybody() {
    let house = House::with(|kit| kit.ctx.policy.sign_up = SignUpPolicy::Closed);
    assert_eq!(refusal(begin(&house, CLEO, "Cleo")), BeginSignUpError::Closed);
    let domains = vec![MailDomain::parse("example.org").unwrap()];
    let house = House::with(|kit| kit.ctx.policy.sign_up = SignUpPolicy::Domains(domains));
    assert_eq!(refusal(begin(&house, CLEO, "Cleo")), BeginSignUpError::EmailDomain);
    assert!(begin(&house, "cleo@example.org", "Cleo").is_ok());
}

#[test]
fn s14_after_ten_wrong_guesses_an_address_waits_and_others_do_not() {
    let house = House::new();
    let code = begin(&house, CLEO, "Cleo").unwrap();
    let wrong = wrong(&[&code]);
    guess(&house, &wrong, elsewhere(), 10);
    house.wait(60);
    let waits = |seconds| CompleteSignUpError::TooOften { retry_after: seconds_of(seconds) };
    assert_eq!(refusal(complete(&house, &code, elsewhere())), waits(540), "the right one too");
    house.wait(60);
    assert_eq!(refusal(complete(&house, &wrong, elsewhere())), waits(480), "and waiting is not made longer");
    assert!(complete(&house, &code, address("203.0.113.10")).is_ok());

    house.wait(480);
    let code = begin(&house, DAN, "Dan").unwrap();
    assert!(complete(&house, &code, elsewhere()).is_ok());
}

#[test]
fn s14_of_fifty_wrong_guesses_at_once_ten_are_looked_at() {
    let house = House::new();
    let code = begin(&house, CLEO, "Cleo").unwrap();
    let wrong = wrong(&[&code]);
    let answers = at_once(50, |_| refusal(complete(&house, &wrong, elsewhere())));
    let looked_at = answers.iter().filter(|answer| **answer == CompleteSignUpError::Wrong).count();
    assert_eq!(looked_at, 10);
}

#[test]
fn s11_of_sixteen_who_show_the_code_of_a_sign_up_at_once_one_completes_it() {
    let house = House::new();
    let code = begin(&house, CLEO, "Cleo").unwrap();
    let answers = at_once(16, |_| complete(&house, &code, home()).is_ok());
    assert_eq!(answers.into_iter().filter(|is_ok| *is_ok).count(), 1);
}

#[test]
fn past_a_thousand_wrong_guesses_a_code_is_good_only_where_it_was_asked_for() {
    let house = House::new();
    let [at_home, unknown] = [home(), ClientAddress::Unknown];
    let cleo = begin(&house, CLEO, "Cleo").unwrap();
    let dan = begin_from(&house, (DAN, "Dan", PASSWORD), unknown).unwrap();
    let eve = begin(&house, "eve@example.com", "Eve").unwrap();
    let wrong = wrong(&[&cleo, &dan, &eve]);
    for guesser in 0..100 {
        guess(&house, &wrong, address(&format!("198.51.100.{guesser}")), 10);
    }
    assert_eq!(refusal(complete(&house, &cleo, elsewhere())), CompleteSignUpError::Wrong);
    assert_eq!(
        refusal(complete(&house, &dan, unknown)),
        CompleteSignUpError::Wrong,
        "an unknown address is none"
    );
    assert!(complete(&house, &cleo, at_home).is_ok());
    house.wait(10 * MINUTE - 1);
    let eve = begin(&house, "eve@example.com", "Eve").unwrap();
    assert_eq!(refusal(complete(&house, &eve, elsewhere())), CompleteSignUpError::Wrong);
    house.wait(1);
    assert!(complete(&house, &eve, elsewhere()).is_ok());
}

#[test]
fn s26_whoever_comes_through_an_unknown_proxy_shares_many_guesses() {
    let house = House::new();
    let code = begin(&house, CLEO, "Cleo").unwrap();
    let wrong = wrong(&[&code]);
    guess(&house, &wrong, ClientAddress::Unknown, 500);
    let refused = refusal(complete(&house, &code, ClientAddress::Unknown));
    assert!(matches!(refused, CompleteSignUpError::TooOften { .. }), "{refused:?}");
}

#[test]
fn no_more_sign_ups_wait_than_may_and_replacing_one_is_no_other() {
    let house = House::new();
    begin(&house, CLEO, "Cleo").unwrap();
    let expires_at = house.now() + seconds_of(10 * MINUTE);
    house.store_as(|work| {
        for number in 2..=i64::try_from(Guesses::WAITING).unwrap() {
            let digest = CodeDigest(number.to_be_bytes().to_vec());
            let code = SignUpCode { account: AccountId(1_000 + number), digest, network: None, expires_at };
            assert!(work.sign_up_codes().reserve(&code).unwrap());
        }
    });
    house.wait(60);
    let too_many = BeginSignUpError::TooMany { retry_after: seconds_of(540) };
    assert_eq!(refusal(begin(&house, DAN, "Dan")), too_many);
    begin(&house, CLEO, "Cleo").unwrap();
    house.wait(540);
    begin(&house, DAN, "Dan").unwrap();
}

/// Draws the same code a few times before it draws others.
struct Stubborn(std::sync::atomic::AtomicU64);

impl Random for Stubborn {
    fn fill(&self, bytes: &mut [u8]) {
        let drawn = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst) / 10;
        for (byte, drawn) in bytes.iter_mut().rev().zip(drawn.to_le_bytes()) {
            *byte = drawn;
        }
    }
}

#[test]
fn codes_of_sign_ups_that_wait_are_never_alike() {
    let house = House::with(|kit| kit.ctx.random = Arc::new(Stubborn(0.into())));
    let codes =
        [CLEO, DAN, "eve@example.com"].map(|to| begin(&house, to, to.split_once('@').unwrap().0).unwrap());
    assert!(codes[0] != codes[1] && codes[1] != codes[2] && codes[0] != codes[2], "{codes:?}");
    for code in &codes {
        assert!(complete(&house, code, home()).is_ok());
    }
}
