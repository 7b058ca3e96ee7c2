//! The contract's words for faults: those that all contracts share, and `{"error": …}` for its own.

use actix_web::http::StatusCode;

use super::{RestfulAuth, wire};
use crate::contracts::plain;
use crate::endpoint::{Dialect, Fault, FieldErrors, Problem, Section, Shape};

impl Dialect for RestfulAuth {
    const SECTION: Section = Section {
        name: "restful-auth",
        about: "The contract *restful-auth*: email and password, a JWT, and an opaque refresh token that rotates.",
    };

    fn refusal(status: StatusCode) -> Vec<Shape> {
        let mut shapes = plain::refusal(status);
        if matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            shapes.push(Shape::json::<wire::Error>());
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
pub fn error(status: StatusCode, text: &'static str) -> Problem {
    Problem::new(status, wire::Error { error: text })
}
