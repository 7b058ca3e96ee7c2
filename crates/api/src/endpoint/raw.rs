//! What comes on a connection, as it comes: for a handshake after which it is no body any more.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{Error, FromRequest, HttpRequest};

/// All that follows the head of a request.
pub(crate) struct Raw(pub Payload);

impl FromRequest for Raw {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self(payload.take())))
    }
}
