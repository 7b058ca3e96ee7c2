//! Reads a request's body: JSON or a form, into the fields that an endpoint names.

use std::fmt::Display;
use std::marker::PhantomData;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, StreamExt, stream};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::{Dialect, Fault, Refused};

/// The largest body of an endpoint that takes no files.
pub(super) const MAX_BODY: usize = 64 * 1024;
/// The longest that such a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body whose fields are those of `T`; a body that cannot be read is refused in the dialect `D`.
pub(crate) struct Body<D, T> {
    pub fields: T,
    /// Whether it came as a form, whose fields are all texts and have nothing around them.
    pub is_form: bool,
    dialect: PhantomData<fn(D)>,
}

impl<D: Dialect, T: DeserializeOwned + 'static> FromRequest for Body<D, T> {
    type Error = Refused<D>;
    type Future = LocalBoxFuture<'static, Result<Self, Refused<D>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        async move {
            let read = timeout(PATIENCE, read(&request, payload));
            let bytes = read.await.map_err(|_| broken("Body", "it came too slowly"))??;
            let fields = fields(request.headers(), request.content_type(), bytes).await?;
            let fields =
                serde_json::from_value(Value::Object(fields)).map_err(|error| broken("JSON", error))?;
            let is_form = !request.content_type().eq_ignore_ascii_case("application/json");
            Ok(Self { fields, is_form, dialect: PhantomData })
        }
        .boxed_local()
    }
}

pub(super) fn broken(kind: &'static str, why: impl Display) -> Fault {
    Fault::BrokenBody { kind, why: why.to_string() }
}

pub(super) async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Bytes, Fault> {
    let announced = request.headers().get(actix_web::http::header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > MAX_BODY)) {
        return Err(Fault::BodyTooLarge);
    }
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| broken("Body", error))?;
        if bytes.len() + chunk.len() > MAX_BODY {
            return Err(Fault::BodyTooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// The fields of a body of any kind that is read; no body at all has no fields.
pub(super) async fn fields(
    headers: &HeaderMap,
    content_type: &str,
    bytes: Bytes,
) -> Result<Map<String, Value>, Fault> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    match content_type.to_ascii_lowercase().as_str() {
        "application/json" => json(&bytes),
        "application/x-www-form-urlencoded" => urlencoded(&bytes),
        "multipart/form-data" => multipart(headers, bytes).await,
        _ => {
            let given =
                headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            Err(Fault::UnsupportedMediaType { given: given.unwrap_or_default() })
        }
    }
}

fn json(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    match serde_json::from_slice(bytes).map_err(|error| broken("JSON", error))? {
        Value::Object(fields) => Ok(fields),
        other => Err(Fault::NotAnObject { found: kind_of(&other) }),
    }
}

/// What a value is, in the words of Django REST framework.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "dict",
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "str",
        Value::Array(_) => "list",
    }
}

fn urlencoded(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_bytes(bytes).map_err(|error| broken("Form", error))?;
    Ok(pairs.into_iter().map(|(name, text)| (name, Value::String(text))).collect())
}

async fn multipart(headers: &HeaderMap, bytes: Bytes) -> Result<Map<String, Value>, Fault> {
    let broken = |error: &dyn Display| broken("Multipart form", error);
    let mut parts = Multipart::new(headers, stream::iter([Ok(bytes)]));
    let mut fields = Map::new();
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|error| broken(&error))?;
        let name = part.name().unwrap_or_default().to_owned();
        let is_file =
            part.content_disposition().is_some_and(|disposition| disposition.get_filename().is_some());
        let content = part.bytes(MAX_BODY).await.map_err(|_| Fault::BodyTooLarge)?;
        let content = content.map_err(|error| broken(&error))?;
        // A file where a text is expected is no text, as an object in JSON is none.
        let value = if is_file {
            Value::Object(Map::new())
        } else {
            Value::String(String::from_utf8(content.into()).map_err(|error| broken(&error))?)
        };
        fields.insert(name, value);
    }
    Ok(fields)
}
