//! `/v1/admin/keys`

mod create;
mod list;
mod revoke;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{RevokeError, Stale};

use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::v1::routes::{words, wrong};

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/admin/keys", list::handle)
            .about("the keys of other back ends, the newest first, also those that were taken back")
            .for_administrators()
            .gives(StatusCode::OK, "a page of them")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
        endpoint(Method::POST, "/v1/admin/keys", create::handle)
            .about("makes a key for another back end")
            .for_administrators()
            .gives(StatusCode::CREATED, "the key, with its secret this once")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
            .example("scopes", wrong("scopes", FieldFault::NotAChoice))
            .refuses(StatusCode::FORBIDDEN, "not signed in of late")
            .example("stale", words(Stale)),
        endpoint(Method::DELETE, "/v1/admin/keys/{id}", revoke::handle)
            .about("takes a key back: it opens nothing from then on")
            .for_administrators()
            .gives(StatusCode::NO_CONTENT, "it is taken back")
            .refuses(StatusCode::NOT_FOUND, "there is no such key, or it was taken back before")
            .example("unknown", words(RevokeError::NotFound)),
    ]
}
