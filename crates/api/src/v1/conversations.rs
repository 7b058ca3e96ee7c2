//! `/v1/conversations`

mod create;
mod list;
mod messages;
mod one;
mod read;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_community::{AttachError, NoConversation, PostError, StartError};
use parlor_domain::InvalidAttachment;

use super::routes::{words, wrong};
use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::{FRIENDS, MESSAGES};

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/v1/conversations", create::handle)
            .about("begins the conversation with somebody, or finds it")
            .spends(&FRIENDS)
            .gives(StatusCode::CREATED, "it was begun just now")
            .gives(StatusCode::OK, "it was there")
            .refuses(StatusCode::BAD_REQUEST, "an account that is wrong, or one's own")
            .example("missing", wrong("account_id", FieldFault::Required))
            .example("oneself", words(StartError::Oneself))
            .refuses(
                StatusCode::NOT_FOUND,
                "no such account, or one that is blocked, whichever of the two blocks",
            )
            .example("not_found", words(StartError::NotFound)),
        endpoint(Method::GET, "/v1/conversations", list::handle)
            .about("the account's conversations, those in which something was said last first")
            .gives(StatusCode::OK, "a page of them")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
        endpoint(Method::GET, "/v1/conversations/{id}", one::handle)
            .about("one conversation")
            .gives(StatusCode::OK, "the conversation")
            .refuses(
                StatusCode::NOT_FOUND,
                "the account has no such conversation, or it is closed by a block",
            )
            .example("not_found", words(NoConversation::NotFound)),
        endpoint(Method::GET, "/v1/conversations/{id}/messages", messages::list::handle)
            .about("what was said: the last messages, or those before or after a place; in their order")
            .gives(StatusCode::OK, "a part of it")
            .refuses(StatusCode::BAD_REQUEST, "a limit or place that is wrong, or two places")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100)))
            .refuses(
                StatusCode::NOT_FOUND,
                "the account has no such conversation, or it is closed by a block",
            )
            .example("not_found", words(NoConversation::NotFound)),
        endpoint(Method::POST, "/v1/conversations/{id}/messages", messages::create::handle)
            .about(
                "says something, as a form with a file too; what is sent again under the same `client_id` is stored \
                 once",
            )
            .spends(&MESSAGES)
            .gives(StatusCode::CREATED, "the message, as stored")
            .refuses(StatusCode::BAD_REQUEST, "a text, `client_id` or file that is wrong")
            .example("missing", wrong("text", FieldFault::Required))
            .example("not_as_named", words(AttachError::Invalid(InvalidAttachment::Mismatch)))
            .refuses(
                StatusCode::NOT_FOUND,
                "the account has no such conversation, or it is closed by a block",
            )
            .example("not_found", words(PostError::NotFound))
            .refuses(StatusCode::CONFLICT, "the other's account is gone")
            .example("gone", words(PostError::Gone)),
        endpoint(Method::POST, "/v1/conversations/{id}/read", read::handle)
            .about("notes up to where the account has read; never back")
            .gives(StatusCode::OK, "up to where, and what is left")
            .refuses(StatusCode::BAD_REQUEST, "a place that is wrong")
            .example("missing", wrong("seq", FieldFault::Required))
            .refuses(
                StatusCode::NOT_FOUND,
                "the account has no such conversation, or it is closed by a block",
            )
            .example("not_found", words(NoConversation::NotFound)),
    ]
}
