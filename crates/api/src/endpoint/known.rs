//! What a client has already.

use actix_web::HttpRequest;
use actix_web::http::header::{EntityTag, Header as _, IF_NONE_MATCH, IfNoneMatch};

/// Whether what has this tag is what the client says that it has (`If-None-Match`).
pub(crate) fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    request.headers().contains_key(IF_NONE_MATCH)
        && match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
            Err(_) => false,
        }
}
