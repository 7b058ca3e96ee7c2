//! Reads a body that is JSON or a form, and may have one file beside its fields.

use std::marker::PhantomData;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt as _;
use futures_util::future::{Ready, ready};
use parlor_community::{Content, Upload as Sent};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::body::{MAX_BODY, broken, fields, read};
use super::upload::{LISTEN_ON, content};
use super::{Dialect, Fault, Refused, Shape};

/// The longest that a body with a file may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);

/// A body whose fields are those of `T`, one of which may be a file; nothing is read before the handler asks for it.
/// As a form with files it looks like `F`. What cannot be read is refused in the dialect `D`.
pub(crate) struct FileForm<D, T, F = T> {
    request: HttpRequest,
    payload: Payload,
    dialect: PhantomData<fn(D, T, F)>,
}

impl<D: Dialect, T: 'static, F: 'static> FromRequest for FileForm<D, T, F> {
    type Error = Refused<D>;
    type Future = Ready<Result<Self, Refused<D>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self { request: request.clone(), payload: payload.take(), dialect: PhantomData }))
    }
}

impl<D, T: DeserializeOwned, F> FileForm<D, T, F> {
    /// Whether there may be a file in it, which may be large.
    pub fn may_have_file(&self) -> bool {
        self.request.content_type().eq_ignore_ascii_case(Shape::MULTIPART)
    }

    /// The fields, and the file in the field of this name, of which no more than `most` bytes are kept.
    pub async fn read(self, file: &str, most: usize) -> Result<(T, Option<Sent>), Fault> {
        let read = timeout(PATIENCE, self.parts(file, most));
        let (fields, sent) = read.await.map_err(|_| broken("Body", "it came too slowly"))??;
        let fields = serde_json::from_value(Value::Object(fields)).map_err(|error| broken("JSON", error))?;
        Ok((fields, sent))
    }

    async fn parts(self, file: &str, most: usize) -> Result<(Map<String, Value>, Option<Sent>), Fault> {
        let Self { request, payload, .. } = self;
        let content_type = request.content_type().to_ascii_lowercase();
        if content_type != Shape::MULTIPART {
            let bytes = read(&request, payload).await?;
            return Ok((fields(request.headers(), &content_type, bytes).await?, None));
        }
        let mut parts = Multipart::new(request.headers(), payload);
        let (mut texts, mut sent) = (Map::new(), None);
        let (mut left, mut left_of_texts) = (most.saturating_add(LISTEN_ON), MAX_BODY);
        while let Some(part) = parts.next().await {
            let mut part = part.map_err(|error| broken("Multipart form", error))?;
            let name = part.name().unwrap_or_default().to_owned();
            let file_name =
                part.content_disposition().and_then(|said| said.get_filename()).map(str::to_owned);
            let Some(file_name) = file_name else {
                let Content::Whole(text) = content(&mut part, left_of_texts, &mut left).await? else {
                    return Err(Fault::BodyTooLarge);
                };
                left_of_texts = left_of_texts.saturating_sub(text.len());
                let text = String::from_utf8(text).map_err(|error| broken("Multipart form", error))?;
                texts.insert(name, Value::String(text));
                continue;
            };
            let bytes = content(&mut part, most, &mut left).await?;
            if name != file {
                // A file where a text is expected is no text, as an object in JSON is none.
                texts.insert(name, Value::Object(Map::new()));
                continue;
            }
            // So browsers send a field in which nothing was chosen.
            let is_nothing =
                file_name.is_empty() && matches!(&bytes, Content::Whole(bytes) if bytes.is_empty());
            if !is_nothing {
                sent = Some(Sent { file_name, content: bytes });
            }
        }
        Ok((texts, sent))
    }
}
