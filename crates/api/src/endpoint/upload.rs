//! Reads a file that a client sends: one field of a multipart form, within the size that the endpoint says.

use std::marker::PhantomData;
use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use futures_util::future::{Ready, ready};
use parlor_community::{Content, Upload as Sent};
use tokio::time::timeout;
use utoipa::ToSchema;

use super::body::{broken, read};
use super::shape::fields_of;
use super::{Dialect, Fault, Refused};

/// The longest that a file may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);
/// How much of what is too large is still listened to, so that a client that only ever talks gets to hear why.
pub(super) const LISTEN_ON: usize = 16 * 1024 * 1024;

/// A body with one file in it, in the one field that `T` has; nothing is read before the handler asks for it, so
/// that whoever may not send one does not fill memory. What cannot be read is refused in the dialect `D`.
pub(crate) struct Upload<D, T> {
    request: HttpRequest,
    payload: Payload,
    dialect: PhantomData<fn(D, T)>,
}

impl<D: Dialect, T: ToSchema> FromRequest for Upload<D, T> {
    type Error = Refused<D>;
    type Future = Ready<Result<Self, Refused<D>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Ok(Self { request: request.clone(), payload: payload.take(), dialect: PhantomData }))
    }
}

impl<D, T: ToSchema> Upload<D, T> {
    /// The file; `None` where the form has none, or the body is of another kind that is read elsewhere.
    pub async fn read(self, most: usize) -> Result<Option<Sent>, Fault> {
        let name = fields_of::<T>().into_iter().next().unwrap_or_default();
        timeout(PATIENCE, self.file(&name, most)).await.map_err(|_| broken("Body", "it came too slowly"))?
    }

    async fn file(self, wanted: &str, most: usize) -> Result<Option<Sent>, Fault> {
        let Self { request, payload, .. } = self;
        match request.content_type().to_ascii_lowercase().as_str() {
            "multipart/form-data" => {}
            "application/json" | "application/x-www-form-urlencoded" | "" => {
                let bytes = read(&request, payload).await?;
                return if bytes.is_empty() || !request.content_type().is_empty() {
                    Ok(None)
                } else {
                    Err(Fault::UnsupportedMediaType { given: String::new() })
                };
            }
            _ => {
                let given = request.headers().get(CONTENT_TYPE);
                let given = given.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
                return Err(Fault::UnsupportedMediaType { given: given.unwrap_or_default() });
            }
        }
        let mut parts = Multipart::new(request.headers(), payload);
        let mut left = most.saturating_add(LISTEN_ON);
        let mut file = None;
        while let Some(part) = parts.next().await {
            let mut part = part.map_err(|error| broken("Multipart form", error))?;
            let file_name =
                part.content_disposition().and_then(|said| said.get_filename()).map(str::to_owned);
            let is_wanted = part.name() == Some(wanted);
            let content = content(&mut part, most, &mut left).await?;
            let Some(file_name) = file_name.filter(|_| is_wanted) else { continue };
            // So browsers send a field in which nothing was chosen.
            let is_nothing =
                file_name.is_empty() && matches!(&content, Content::Whole(content) if content.is_empty());
            if !is_nothing {
                file = Some(Sent { file_name, content });
            }
        }
        Ok(file)
    }
}

pub(super) async fn content(part: &mut Field, most: usize, left: &mut usize) -> Result<Content, Fault> {
    let mut kept = Vec::new();
    let mut is_too_large = false;
    while let Some(chunk) = part.next().await {
        let chunk = chunk.map_err(|error| broken("Multipart form", error))?;
        *left = left.checked_sub(chunk.len()).ok_or(Fault::BodyTooLarge)?;
        is_too_large |= kept.len() + chunk.len() > most;
        if is_too_large {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&chunk);
        }
    }
    Ok(if is_too_large { Content::TooLarge } else { Content::Whole(kept) })
}
