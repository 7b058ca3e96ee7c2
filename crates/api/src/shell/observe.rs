//! What every answer carries and what is logged of every request.

use std::time::{Duration, Instant};

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::middleware::Next;
use tracing::Instrument as _;

use super::App;

/// The header that names a request, so that somebody who reports an error can say which one.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    /// The id of the request that the task is about.
    static CURRENT: String;
}

/// The id of the request that is being answered; none where none is.
pub(crate) fn request_id() -> Option<String> {
    CURRENT.try_with(String::clone).ok()
}

/// Gives the request an id, runs it within a log span of that id, and completes the answer's headers.
/// The query is never logged: some clients put credentials into it.
pub(crate) async fn observe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let begun = Instant::now();
    let id = new_id(&request);
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.path());
    let mut response = CURRENT.scope(id.clone(), next.call(request)).instrument(span.clone()).await?;
    let status = response.status().as_u16();
    let took = begun.elapsed();
    span.in_scope(|| tracing::debug!(status, micros = took.as_micros(), "answered"));
    count(&response, took);

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

/// Counts the request by its endpoint, as it is written in the list of endpoints, never by its address:
/// addresses are for clients to make up.
fn count<B>(response: &ServiceResponse<B>, took: Duration) {
    let pattern = response.request().match_pattern().unwrap_or_default();
    let endpoint = match pattern.trim_end_matches('/') {
        "" if response.request().path() == "/" => "/".to_owned(),
        "" => "none".to_owned(),
        pattern => pattern.to_owned(),
    };
    let status = response.status().as_u16().to_string();
    metrics::counter!("parlor_requests_total", "endpoint" => endpoint.clone(), "status" => status)
        .increment(1);
    metrics::histogram!("parlor_request_seconds", "endpoint" => endpoint).record(took);
}

fn new_id(request: &ServiceRequest) -> String {
    let mut bytes = [0; 8];
    if let Some(app) = App::of(request.request()) {
        app.ctx().random.fill(&mut bytes);
    }
    format!("{:016x}", u64::from_be_bytes(bytes))
}
