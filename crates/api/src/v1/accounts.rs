//! `/v1/accounts`

mod create;
mod me;
mod one;
mod search;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{SignUpError, Taken};

use super::routes::{taken, too_soon, words, wrong};
use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::{SEARCH, SIGN_UP};

pub(super) fn routes() -> Vec<Endpoint> {
    let mut routes = vec![
        endpoint(Method::GET, "/v1/accounts", search::handle)
            .about("the active accounts whose username begins so, in order of name")
            .spends(&SEARCH)
            .gives(StatusCode::OK, "a page of them")
            .refuses(StatusCode::BAD_REQUEST, "a query, limit or cursor that is wrong")
            .example("missing", wrong("query", FieldFault::Required)),
        endpoint(Method::GET, "/v1/accounts/{id}", one::handle)
            .about(
                "what an account shows, to friends also whether it is there; one that blocks the caller, or is blocked, is nowhere",
            )
            .gives(StatusCode::OK, "its profile"),
        endpoint(Method::POST, "/v1/accounts", create::handle)
            .about(
                "makes an account: with a password at once, without one by a code that is sent to the email",
            )
            .spends(&SIGN_UP)
            .gives(StatusCode::CREATED, "the account, where there is a password")
            .gives(
                StatusCode::ACCEPTED,
                "without one: a code is on its way, or a word to whoever has the email",
            )
            .looks(Vec::new())
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
            .example("missing", wrong("email", FieldFault::Required))
            .refuses(StatusCode::FORBIDDEN, "only the operator makes accounts here")
            .example("closed", words(SignUpError::Closed))
            .refuses(StatusCode::CONFLICT, "a name that belongs to an account")
            .example("email_taken", taken(Taken::Email))
            .example("username_taken", taken(Taken::Username))
            .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code to this email is too recent")
            .example("too_soon", too_soon()),
    ];
    routes.extend(me::routes());
    routes
}
