//! `/v1/leaderboard`

mod list;
mod me;
mod wire;

use actix_web::http::{Method, StatusCode};

use super::routes::wrong;
use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::LEADERBOARD;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/leaderboard", list::handle)
            .about("who stands where: scores highest first, equal ones share a rank, and the next rank skips")
            .spends(&LEADERBOARD)
            .gives(StatusCode::OK, "a page of the leaderboard")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
        endpoint(Method::GET, "/v1/leaderboard/me", me::handle)
            .about("where one stands oneself, and who stands around")
            .spends(&LEADERBOARD)
            .gives(StatusCode::OK, "one's rank and score, with those around in their order")
            .refuses(StatusCode::BAD_REQUEST, "a limit that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(0, 50)))
            .refuses(StatusCode::NOT_FOUND, "the account was deactivated or deleted a moment ago"),
    ]
}
