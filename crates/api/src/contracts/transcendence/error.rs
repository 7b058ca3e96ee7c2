//! The contract's words for faults: those that all contracts share, and for its own four shapes, as its calls have
//! them.

use actix_web::http::StatusCode;

use super::{Transcendence, wire};
use crate::contracts::plain;
use crate::endpoint::{Dialect, Fault, FieldErrors, Problem, Section, Shape};

impl Dialect for Transcendence {
    const SECTION: Section = Section {
        name: "transcendence",
        about: "The contract *transcendence*: password plus an emailed code, three tokens, friends, presence, and \
                conversations over a WebSocket.",
    };

    fn refusal(status: StatusCode) -> Vec<Shape> {
        let mut shapes = plain::refusal(status);
        match status {
            StatusCode::BAD_REQUEST => shapes.extend([
                Shape::json::<wire::Error>(),
                Shape::json::<wire::Notice>(),
                Shape::json::<wire::Success>(),
            ]),
            StatusCode::FORBIDDEN => shapes.push(Shape::json::<wire::Error>()),
            StatusCode::NOT_FOUND | StatusCode::UPGRADE_REQUIRED => {
                shapes.push(Shape::json::<wire::Notice>());
            }
            _ => {}
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

pub fn error(status: StatusCode, text: &'static str) -> Problem {
    Problem::new(status, wire::Error { error: text })
}

pub fn notice(status: StatusCode, text: &'static str) -> Problem {
    Problem::new(status, wire::Notice { message: text })
}

/// A refusal in the shape that a success has too.
pub fn no_success(text: &str) -> Problem {
    let body = wire::Success { success: false, message: text.to_owned() };
    Problem::new(StatusCode::BAD_REQUEST, body)
}

/// What is answered while locked out; not until when.
pub fn locked() -> Problem {
    error(StatusCode::FORBIDDEN, "Locked out due to too many login failures.")
}
