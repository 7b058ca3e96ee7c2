//! Lets the pages of listed apps read what is answered (CORS). The list is exact; there is no `*`.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use super::App;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
/// What scripts may send beside what they may send to anybody.
const SENT: HeaderValue =
    HeaderValue::from_static("Authorization, Content-Type, Idempotency-Key, If-Match, X-CSRFToken");
/// What scripts may read beside what they may read from anybody.
const EXPOSED: HeaderValue =
    HeaderValue::from_static("ETag, Link, Location, Retry-After, X-Request-Id, RateLimit, RateLimit-Policy");
/// How long a browser need not ask again, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// Answers what browsers ask before a call, and adds to every answer what its page may know of it. An origin that
/// is not listed gets the same answers without a word of this, and its browser keeps them from it.
pub(crate) async fn cors<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse, Error> {
    let app = App::of(request.request()).filter(|app| !app.origins().others.is_empty());
    let Some(app) = app else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    let origin = request.headers().get(ORIGIN).filter(|origin| app.origins().lists(origin)).cloned();
    let asks_before =
        *request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match &origin {
        Some(_) if asks_before => request.into_response(before()),
        _ => next.call(request).await?.map_into_boxed_body(),
    };
    let headers = response.headers_mut();
    // Whatever keeps answers must not give one page's to another.
    headers.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        if !asks_before {
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }
    Ok(response)
}

fn before() -> HttpResponse {
    let mut response = HttpResponse::NoContent().finish();
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, SENT);
    headers.insert(ACCESS_CONTROL_MAX_AGE, REMEMBERED);
    headers.append(VARY, HeaderValue::from(ACCESS_CONTROL_REQUEST_METHOD));
    headers.append(VARY, HeaderValue::from(ACCESS_CONTROL_REQUEST_HEADERS));
    response
}
