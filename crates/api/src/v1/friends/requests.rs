//! `/v1/friends/requests`

pub mod create;
pub mod list;
pub mod one;

use actix_web::http::StatusCode;

use crate::endpoint::Problem;
use crate::v1::problem::problem;

/// What is answered where there is no room for more.
fn too_many() -> Problem {
    let detail =
        "A thousand friends, and a thousand requests that wait for an answer, are the most there may be.";
    problem(StatusCode::CONFLICT, "too_many_friends", detail)
}
