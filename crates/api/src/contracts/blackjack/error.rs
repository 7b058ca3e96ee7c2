//! The contract's envelope for errors, and the words for faults: those that all contracts share.

use actix_web::http::StatusCode;
use indexmap::IndexMap;

use super::{Blackjack, wire};
use crate::contracts::plain;
use crate::endpoint::{Dialect, Fault, FieldErrors, FieldFault, Problem, Section, Shape};

/// Under which an error stands that is not about a field.
const ACROSS: &str = "error";

impl Dialect for Blackjack {
    const SECTION: Section = Section {
        name: "blackjack",
        about: "The contract *blackjack*: sign-up confirmed by an emailed one-time password, one JWT for each session, a balance that administrators set.",
    };

    fn refusal(status: StatusCode) -> Vec<Shape> {
        // What is wrong with fields stands in the contract's own envelope; the rest looks as everywhere.
        let mut shapes = plain::refusal(StatusCode::NOT_FOUND);
        if matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            shapes.push(Shape::json::<wire::Errors>());
        }
        shapes
    }

    fn fault(fault: &Fault) -> Problem {
        match fault {
            Fault::NotAnObject { found } => across(
                StatusCode::BAD_REQUEST,
                &format!("Invalid data. Expected a dictionary, but got {found}."),
            ),
            other => plain::fault(other),
        }
    }

    fn fields(errors: &FieldErrors) -> Problem {
        let worded = errors.0.iter().map(|(field, faults)| {
            let messages = faults.iter().map(|fault| message(*fault));
            ((*field).to_owned(), messages.collect())
        });
        Problem::new(StatusCode::BAD_REQUEST, wire::Errors { errors: worded.collect() })
    }
}

/// The contract has words of its own for names that are taken.
fn message(fault: FieldFault) -> String {
    match fault {
        FieldFault::EmailTaken => "user with this email already exists.".to_owned(),
        FieldFault::UsernameTaken => "user with this username already exists.".to_owned(),
        other => other.message(),
    }
}

/// An error that is not about a field.
pub fn across(status: StatusCode, text: &str) -> Problem {
    field(status, ACROSS, text)
}

/// An error of a field in words that no other endpoint has.
pub fn field(status: StatusCode, name: &str, text: &str) -> Problem {
    let errors = IndexMap::from([(name.to_owned(), vec![text.to_owned()])]);
    Problem::new(status, wire::Errors { errors })
}

/// One wrong field.
pub fn wrong(name: &'static str, fault: FieldFault) -> Problem {
    Blackjack::fields(&FieldErrors::of(name, fault))
}

/// What is answered while locked out; not until when.
pub fn locked() -> Problem {
    across(StatusCode::FORBIDDEN, "Locked out due to too many login failures.")
}
