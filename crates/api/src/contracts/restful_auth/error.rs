//! The contract's words for faults: those that all contracts share, and `{"error": …}` for its own.

use actix_web::http::StatusCode;
use serde_json::json;

use super::RestfulAuth;
use crate::contracts::plain;
use crate::endpoint::{Dialect, Fault, FieldErrors, Problem};

impl Dialect for RestfulAuth {
    fn fault(fault: &Fault) -> Problem {
        plain::fault(fault)
    }

    fn fields(errors: &FieldErrors) -> Problem {
        plain::fields(errors)
    }
}

/// A refusal in the contract's own shape.
pub fn error(status: StatusCode, text: &str) -> Problem {
    Problem::new(status, json!({ "error": text }))
}
