//! What a client calls itself.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::USER_AGENT;
use actix_web::{FromRequest, HttpRequest};
use parlor_domain::UserAgent;

/// The `User-Agent` of a request, cleaned; shown to people beside their sessions.
pub(crate) struct Agent(pub Option<UserAgent>);

impl FromRequest for Agent {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(USER_AGENT);
        let text = header.map(|value| String::from_utf8_lossy(value.as_bytes()));
        ready(Ok(Self(text.and_then(|text| UserAgent::read(&text)))))
    }
}
