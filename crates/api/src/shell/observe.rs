//! What every answer carries and what is logged of every request.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::middleware::Next;
use tracing::Instrument as _;

use super::App;

/// The header that names a request, so that somebody who reports an error can say which one.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, runs it within a log span of that id, and completes the answer's headers.
/// The query is never logged: some clients put credentials into it.
pub(crate) async fn observe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let begun = Instant::now();
    let id = request_id(&request);
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.path());
    let mut response = next.call(request).instrument(span.clone()).await?;
    let status = response.status().as_u16();
    let micros = begun.elapsed().as_micros();
    span.in_scope(|| tracing::debug!(status, %micros, "answered"));

    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

fn request_id(request: &ServiceRequest) -> String {
    let mut bytes = [0; 8];
    if let Some(app) = App::of(request.request()) {
        app.ctx().random.fill(&mut bytes);
    }
    format!("{:016x}", u64::from_be_bytes(bytes))
}
