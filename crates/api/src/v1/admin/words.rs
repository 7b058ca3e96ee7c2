//! What administrators are refused with, whatever they do.

use actix_web::http::StatusCode;
use parlor_auth::Stale;
use parlor_auth::operator::{OperatorError, SendRecoveryError};

use crate::endpoint::{Dialect, Fault, Problem, Words};
use crate::v1::V1;
use crate::v1::problem::problem;

impl Words<Stale> for V1 {
    fn words(Stale: Stale) -> Problem {
        let detail = "The sign-in is too long ago: step up first, at /v1/sessions/current/step-up.";
        problem(StatusCode::FORBIDDEN, "fresh_sign_in_required", detail)
    }
}

impl Words<OperatorError> for V1 {
    fn words(refusal: OperatorError) -> Problem {
        match refusal {
            OperatorError::NotFound => V1::fault(&Fault::NotFound),
            OperatorError::Stale => Self::words(Stale),
            OperatorError::LastAdministrator => {
                let detail = "No administrator would be left: make another one first.";
                problem(StatusCode::CONFLICT, "last_administrator", detail)
            }
        }
    }
}

impl Words<SendRecoveryError> for V1 {
    fn words(refusal: SendRecoveryError) -> Problem {
        match refusal {
            SendRecoveryError::Operator(error) => Self::words(error),
            SendRecoveryError::NoEmail => {
                problem(StatusCode::CONFLICT, "no_email", "The account has no email.")
            }
            SendRecoveryError::NotActive => {
                problem(StatusCode::CONFLICT, "not_active", "The account is not in use: activate it first.")
            }
            SendRecoveryError::TooSoon(too_soon) => Self::words(too_soon),
        }
    }
}
