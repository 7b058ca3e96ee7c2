//! The contract's words for faults: those that all contracts share, and `{"error": …}` for its own.

use actix_web::http::StatusCode;
use parlor_auth::{CodeError, OwnCodeError, TooSoon, Unproven};

use super::{Cryptopay, wire};
use crate::contracts::plain;
use crate::endpoint::{Dialect, Fault, FieldErrors, FieldFault, Problem, Section, Shape, Words};

impl Dialect for Cryptopay {
    const SECTION: Section = Section {
        name: "cryptopay",
        about: "The contract *cryptopay*: sign-up by email alone, a code, then a password; a pair of JWTs; recovery; a PIN.",
    };

    fn refusal(status: StatusCode) -> Vec<Shape> {
        let mut shapes = plain::refusal(status);
        if status == StatusCode::BAD_REQUEST {
            shapes.extend([Shape::json::<wire::Error>(), Shape::json::<wire::Messages>()]);
        }
        shapes
    }

    fn fault(fault: &Fault) -> Problem {
        plain::fault(fault)
    }

    fn fields(errors: &FieldErrors) -> Problem {
        plain::fields(errors)
    }
}

/// A refusal in the contract's own shape.
pub fn error(text: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, wire::Error { error: text })
}

/// A refusal that says why, for a person.
pub fn detail(status: StatusCode, text: &'static str) -> Problem {
    Problem::new(status, wire::Detail { detail: text })
}

pub fn locked() -> Problem {
    detail(StatusCode::FORBIDDEN, "Locked out due to too many login failures.")
}

/// What is said of a code that is not good, by the calls that check one for somebody who is signed in.
pub fn code(refusal: CodeError) -> Problem {
    match refusal {
        CodeError::Wrong => error("Invalid verification code."),
        CodeError::Expired => error("Verification code has expired."),
    }
}

impl Words<CodeError> for Cryptopay {
    fn words(refusal: CodeError) -> Problem {
        code(refusal)
    }
}

impl Words<TooSoon> for Cryptopay {
    fn words(TooSoon { retry_after }: TooSoon) -> Problem {
        plain::throttled(retry_after)
    }
}

impl Words<OwnCodeError> for Cryptopay {
    fn words(refusal: OwnCodeError) -> Problem {
        match refusal {
            OwnCodeError::NoEmail => plain::fields(&FieldErrors::of("email", FieldFault::Required)),
            OwnCodeError::TooSoon(too_soon) => Self::words(too_soon),
        }
    }
}

/// What is said, under a field, to somebody of whom it is not known whether it is the owner.
pub fn unproven(field: &'static str, refusal: Unproven) -> Problem {
    match refusal {
        Unproven::Stale => plain::fields(&FieldErrors::of(field, FieldFault::SignInAgain)),
        Unproven::Wrong => plain::fields(&FieldErrors::of("current_password", FieldFault::WrongPassword)),
        Unproven::Locked { .. } => locked(),
    }
}
