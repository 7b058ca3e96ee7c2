//! `/v1/friends`

mod list;
mod one;
mod requests;
pub(super) mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_community::{AskError, NoRequest, NotFriends};

use super::routes::{words, wrong};
use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::FRIENDS;

pub(super) use requests::create::oneself;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/friends", list::handle)
            .about("the account's friends, in order of username, and whether they are there")
            .gives(StatusCode::OK, "a page of them")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
        endpoint(Method::GET, "/v1/friends/requests", requests::list::handle)
            .about("friend requests that wait for an answer, those asked last first")
            .gives(StatusCode::OK, "a page of them")
            .refuses(StatusCode::BAD_REQUEST, "a direction, limit or cursor that is wrong")
            .example("direction", wrong("direction", FieldFault::NotAChoice)),
        endpoint(Method::POST, "/v1/friends/requests", requests::create::handle)
            .about("asks somebody to be friends; two who ask each other are")
            .spends(&FRIENDS)
            .gives(StatusCode::CREATED, "what the two are to each other now")
            .refuses(StatusCode::BAD_REQUEST, "an account that is wrong, or one's own")
            .example("missing", wrong("account_id", FieldFault::Required))
            .example("oneself", words(AskError::Oneself))
            .refuses(
                StatusCode::NOT_FOUND,
                "no such account, or one that is blocked, whichever of the two blocks",
            )
            .example("not_found", words(AskError::NotFound))
            .refuses(
                StatusCode::CONFLICT,
                "one of the two has a thousand friends, or asked a thousand people",
            )
            .example("too_many", words(AskError::TooMany)),
        endpoint(Method::POST, "/v1/friends/requests/{id}/accept", requests::one::accept)
            .about("accepts what the account of this id asked")
            .spends(&FRIENDS)
            .gives(StatusCode::NO_CONTENT, "the two are friends")
            .refuses(StatusCode::NOT_FOUND, "it asked nothing")
            .example("not_found", words(NoRequest::NotFound))
            .refuses(StatusCode::CONFLICT, "one of the two has a thousand friends")
            .example("too_many", words(NoRequest::TooMany)),
        endpoint(Method::DELETE, "/v1/friends/requests/{id}", requests::one::withdraw)
            .about("declines what the account of this id asked, or takes back what was asked of it")
            .spends(&FRIENDS)
            .gives(StatusCode::NO_CONTENT, "it is as if nobody had asked")
            .refuses(StatusCode::NOT_FOUND, "nobody asked")
            .example("not_found", words(NoRequest::NotFound)),
        endpoint(Method::DELETE, "/v1/friends/{id}", one::handle)
            .about("ends the friendship with the account of this id, for both")
            .spends(&FRIENDS)
            .gives(StatusCode::NO_CONTENT, "they are friends no more")
            .refuses(StatusCode::NOT_FOUND, "it is no friend")
            .example("not_found", words(NotFriends)),
    ]
}
