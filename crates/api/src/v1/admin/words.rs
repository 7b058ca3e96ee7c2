//! What administrators are refused with, whatever they do.

use actix_web::http::StatusCode;
use parlor_auth::Stale;

use crate::endpoint::{Problem, Words};
use crate::v1::V1;
use crate::v1::problem::problem;

impl Words<Stale> for V1 {
    fn words(Stale: Stale) -> Problem {
        let detail = "The sign-in is too long ago: step up first, at /v1/sessions/current/step-up.";
        problem(StatusCode::FORBIDDEN, "fresh_sign_in_required", detail)
    }
}
