//! Codes that complete a sign-up by themselves: no two alike, each used once, gone with their account.

use parlor_auth::ports::SignUpCode;
use parlor_domain::{AccountState, CodeDigest, Identifiers, NewAccount};

use super::fixtures::{
    MICROSECOND, Subject, at, email, email_and_name, long_ago, network, new_account, unique,
};
use crate::at_once;

super::cases![
    a_code_is_found_as_it_was_stored,
    a_code_that_another_sign_up_has_is_not_stored_and_the_work_goes_on,
    of_sixteen_who_want_the_same_code_at_once_one_gets_it,
    s11_of_sixteen_who_use_a_sign_up_s_code_at_once_one_does,
    a_code_goes_with_its_account,
    those_that_are_good_are_counted,
    codes_of_sign_ups_that_were_over_are_removed,
];

fn a_code_is_found_as_it_was_stored(subject: &Subject) {
    for (number, address) in [None, Some("192.0.2.1"), Some("2001:db8:1:2::1")].into_iter().enumerate() {
        let expires_at = at(600 + u64::try_from(number).unwrap()) + MICROSECOND;
        let new = SignUpCode { network: address.map(network), expires_at, ..code(subject) };
        assert!(reserve(subject, &new));
        assert_eq!(find(subject, &new.digest), Some(new));
    }
    assert_eq!(find(subject, &digest()), None);
}

fn a_code_that_another_sign_up_has_is_not_stored_and_the_work_goes_on(subject: &Subject) {
    let first = code(subject);
    assert!(reserve(subject, &first));
    let second = code(subject);
    let other = digest();
    subject.commit(|work| {
        assert!(
            !work.sign_up_codes().reserve(&SignUpCode { digest: first.digest.clone(), ..second.clone() })?
        );
        assert!(work.sign_up_codes().reserve(&SignUpCode { digest: other.clone(), ..second.clone() })?);
        Ok(())
    });
    assert_eq!(find(subject, &first.digest).unwrap().account, first.account);
    assert_eq!(find(subject, &other).unwrap().account, second.account);
}

fn of_sixteen_who_want_the_same_code_at_once_one_gets_it(subject: &Subject) {
    let digest = digest();
    let got = at_once(16, |_| reserve(subject, &SignUpCode { digest: digest.clone(), ..code(subject) }));
    assert_eq!(got.into_iter().filter(|got| *got).count(), 1);
}

fn s11_of_sixteen_who_use_a_sign_up_s_code_at_once_one_does(subject: &Subject) {
    let code = code(subject);
    reserve(subject, &code);
    let used = at_once(16, |_| subject.commit(|work| work.sign_up_codes().consume(&code)));
    assert_eq!(used.into_iter().filter(|used| *used).count(), 1);
    assert_eq!(find(subject, &code.digest), None);
}

fn a_code_goes_with_its_account(subject: &Subject) {
    let address = email(&format!("{}@example.com", unique("waits")));
    let identifiers = Identifiers::of_email(address.clone());
    let pending = NewAccount { state: AccountState::Pending, ..new_account(identifiers) };
    let account = subject.commit(|work| work.accounts().insert(&pending)).id;
    let code = SignUpCode { account, ..code(subject) };
    reserve(subject, &code);
    assert!(subject.commit(|work| work.accounts().remove_pending(&address)));
    assert_eq!(find(subject, &code.digest), None);
}

fn those_that_are_good_are_counted(subject: &Subject) {
    // Other cases store codes that end in 2030.
    let later = |seconds: u64| at(10_000_000_000 + seconds);
    let waiting = |now| subject.abandon(|work| work.sign_up_codes().waiting(now).unwrap());
    assert_eq!(waiting(later(0)), (0, None));
    for seconds in [3, 1, 2] {
        reserve(subject, &SignUpCode { expires_at: later(seconds), ..code(subject) });
    }
    assert_eq!(waiting(later(0)), (3, Some(later(1))));
    assert_eq!(waiting(later(1)), (2, Some(later(2))));
    assert_eq!(waiting(later(3)), (0, None));
}

fn codes_of_sign_ups_that_were_over_are_removed(subject: &Subject) {
    let before = long_ago(100);
    let [over, last] =
        [before - MICROSECOND, before].map(|expires_at| SignUpCode { expires_at, ..code(subject) });
    reserve(subject, &over);
    reserve(subject, &last);
    assert_eq!(subject.commit(|work| work.sign_up_codes().remove_over(before)), 1);
    assert_eq!((find(subject, &over.digest), find(subject, &last.digest)), (None, Some(last)));
}

/// A code of an account of its own, that no other case has.
fn code(subject: &Subject) -> SignUpCode {
    let account = subject.commit(|work| work.accounts().insert(&new_account(email_and_name("waits")))).id;
    SignUpCode { account, digest: digest(), network: None, expires_at: at(600) }
}

fn digest() -> CodeDigest {
    CodeDigest(unique("digest").into_bytes())
}

fn reserve(subject: &Subject, code: &SignUpCode) -> bool {
    subject.commit(|work| work.sign_up_codes().reserve(code))
}

fn find(subject: &Subject, digest: &CodeDigest) -> Option<SignUpCode> {
    subject.abandon(|work| work.sign_up_codes().find(digest).unwrap())
}
