//! `/v1/blocks`

mod create;
mod list;
mod one;

use actix_web::http::{Method, StatusCode};
use parlor_community::{BlockError, NotBlocked};

use super::routes::{words, wrong};
use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::FRIENDS;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/blocks", list::handle)
            .about("those whom the account blocks, in order of username")
            .gives(StatusCode::OK, "a page of them")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
        endpoint(Method::POST, "/v1/blocks", create::handle)
            .about("blocks somebody: neither sees the other any more, and what tied them ends")
            .spends(&FRIENDS)
            .gives(StatusCode::CREATED, "who is blocked now")
            .refuses(StatusCode::BAD_REQUEST, "an account that is wrong, or one's own")
            .example("missing", wrong("account_id", FieldFault::Required))
            .example("oneself", words(BlockError::Oneself))
            .refuses(StatusCode::NOT_FOUND, "no such account")
            .example("not_found", words(BlockError::NotFound)),
        endpoint(Method::DELETE, "/v1/blocks/{id}", one::handle)
            .about("lifts the block of the account of this id; what it ended stays ended")
            .spends(&FRIENDS)
            .gives(StatusCode::NO_CONTENT, "it is lifted")
            .refuses(StatusCode::NOT_FOUND, "it is not blocked by this account")
            .example("not_found", words(NotBlocked)),
    ]
}
