//! A password from standard input, by the full rules: no contract's weaker example counts here.

use std::io::{BufRead, Read};

use parlor_auth::Context;
use parlor_domain::{
    About, Attribute, EmailAddress, NewPassword, Password, PasswordFault, PasswordRules, Strictness, Username,
};

use crate::error::Exit;

/// A character has at most four bytes; one more than the longest password, and the end of its line.
const MAX_BYTES: usize = 4 * (PasswordRules::MAX_LENGTH + 1) + 2;

/// Reads one line and cuts its end, and nothing else of it.
pub(super) fn read(input: &mut dyn BufRead) -> Result<Password, Exit> {
    let mut line = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    input.take(limit).read_until(b'\n', &mut line).map_err(|error| {
        Exit::failed(format!("the password could not be read from standard input ({error}): try again"))
    })?;
    let cut = line.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let text = cut.unwrap_or(&line).to_vec();
    if text.is_empty() {
        return Err(Exit::usage("no password came on standard input: give it as one line"));
    }
    // A line that was cut in the middle of a character is too long by any reading.
    match String::from_utf8(text) {
        Ok(text) => Ok(Password::given(text)),
        Err(_) if line.len() >= MAX_BYTES => {
            Err(refused(&[PasswordFault::TooLong(PasswordRules::MAX_LENGTH)]))
        }
        Err(_) => Err(Exit::usage("the password on standard input is no UTF-8 text: give it in UTF-8")),
    }
}

/// Lets the password be chosen, or says every reason against it.
pub(super) fn choose(
    ctx: &Context,
    given: Password,
    username: Option<&Username>,
    email: Option<&EmailAddress>,
) -> Result<NewPassword, Exit> {
    let about = About { username, email, names: None };
    let chosen = ctx.policy.passwords.choose(given, Strictness::Full, &about);
    chosen.map_err(|faults| refused(&faults))
}

fn refused(faults: &[PasswordFault]) -> Exit {
    let reasons: Vec<_> = faults.iter().map(reason).collect();
    Exit::failed(format!("this password cannot be used: {}; give another", reasons.join(", and ")))
}

fn reason(fault: &PasswordFault) -> String {
    match fault {
        PasswordFault::TooShort(least) => format!("it needs at least {least} characters"),
        PasswordFault::TooLong(most) => format!("it may have at most {most} characters"),
        PasswordFault::TooSimilar(Attribute::Username) => "it is too close to the username".to_owned(),
        PasswordFault::TooSimilar(Attribute::Email) => "it is too close to the email address".to_owned(),
        PasswordFault::TooSimilar(Attribute::FirstName | Attribute::LastName) => {
            "it is too close to a name of its owner".to_owned()
        }
        PasswordFault::TooCommon => "it is among the first that anybody would try".to_owned(),
        PasswordFault::EntirelyNumeric => "it is all digits".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(mut input: &[u8]) -> Result<String, Exit> {
        read(&mut input).map(|password| password.expose().to_owned())
    }

    #[test]
    fn one_line_is_read_and_only_its_end_is_cut() {
        for (given, read) in [
            ("secret", "secret"),
            ("secret\n", "secret"),
            ("secret\r\n", "secret"),
            (" sécret \nmore\n", " sécret "),
            ("secret\r", "secret\r"),
            ("secret\r\r\n", "secret\r"),
        ] {
            assert_eq!(line(given.as_bytes()).unwrap(), read, "{given:?}");
        }
    }

    #[test]
    fn no_password_or_one_that_is_no_text_is_bad_usage() {
        for given in ["".as_bytes(), b"\n", b"\r\n", b"\n secret", b"caf\xe9\n"] {
            assert_eq!(line(given).unwrap_err().status(), 2, "{given:?}");
        }
    }

    #[test]
    fn a_line_without_end_is_not_read_to_the_end() {
        let most = "x岩".repeat(512) + "\n";
        assert_eq!(line(most.as_bytes()).unwrap().chars().count(), 1024);
        let length = |text: String| line(text.as_bytes()).map(|text| text.len());
        assert_eq!(length("x".repeat(1_000_000)).unwrap(), MAX_BYTES);
        assert_eq!(length("岩".repeat(1_000_000)).unwrap_err().status(), 1);
    }

    #[test]
    fn every_reason_is_said() {
        let sentence = refused(&[
            PasswordFault::TooShort(8),
            PasswordFault::TooSimilar(Attribute::Email),
            PasswordFault::EntirelyNumeric,
        ]);
        insta::assert_snapshot!(sentence.to_string(), @"this password cannot be used: it needs at least 8 characters, and it is too close to the email address, and it is all digits; give another.");
    }
}
