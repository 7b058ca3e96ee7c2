//! What every answer carries and what is logged of every request.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, HeaderName, HeaderValue, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use tracing::Instrument as _;

use super::App;

/// The header that names a request, so that somebody who reports an error can say which one.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// This host alone: what others below it do is not ours to say.
const HTTPS_FOR_A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

tokio::task_local! {
    /// The id of the request that the task is about.
    static CURRENT: RequestId;
}

/// The id of the request that is being answered; none where none is.
pub(crate) fn request_id() -> Option<String> {
    CURRENT.try_with(|id| id.as_str().to_owned()).ok()
}

/// Gives the request an id, runs it within a log span of that id, and completes the answer's headers.
/// The query is never logged: some clients put credentials into it.
pub(crate) async fn observe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let begun = Instant::now();
    let id = RequestId::draw(&request);
    let (method, path) = (request.method().as_str(), request.path());
    let span = tracing::info_span!("request", id = id.as_str(), method, path);
    let is_https = request.app_data::<App>().is_some_and(App::is_https);
    let mut response = CURRENT.scope(id, next.call(request)).instrument(span.clone()).await?;
    let status = response.status().as_u16();
    span.in_scope(|| tracing::debug!(status, micros = begun.elapsed().as_micros(), "answered"));

    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_bytes(&id.0) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if is_https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HTTPS_FOR_A_YEAR);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// The number by which the log and an answer's header name a request, as 16 hexadecimal digits.
#[derive(Clone, Copy)]
struct RequestId([u8; 16]);

impl RequestId {
    fn draw(request: &ServiceRequest) -> Self {
        let mut drawn = [0; 8];
        if let Some(app) = request.app_data::<App>() {
            app.ctx().random.fill(&mut drawn);
        }
        let digit = |half: u8| char::from_digit(half.into(), 16).and_then(|digit| u8::try_from(digit).ok());
        let mut text = [b'0'; 16];
        let halves = drawn.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        for (place, half) in text.iter_mut().zip(halves) {
            *place = digit(half).unwrap_or(b'0');
        }
        Self(text)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}
