//! A picture as an answer: whole or in part, only if it is another one than the client has, and never as anything else
//! than a picture.

use std::ops::Range;

use actix_web::body::{BoxBody, MessageBody as _, SizedStream};
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, EntityTag, HeaderName, IF_NONE_MATCH,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::stream;
use parlor_community::ports::{Awaited, Chunks, Media, MediaError, Opened};
use parlor_domain::MediaFile;

use super::range::{Wanted, wanted};
use crate::endpoint::{Fault, is_known};

/// Were it a page after all, it could do nothing.
const POLICY: &str = "default-src 'none'; sandbox";
/// Other sites may show it: it is an app's that may be anywhere.
const SHARING: (HeaderName, &str) = (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// Where a picture comes from.
pub(super) enum Source<'a> {
    Stored(&'a dyn Media, &'a MediaFile),
    Shipped(&'static [u8]),
}

/// What is known of it before it is opened.
pub(super) struct Kept {
    /// Names what is in it: another picture has another.
    pub tag: String,
    pub media_type: &'static str,
    /// Whether a browser may show it; it saves what is none.
    pub is_picture: bool,
    /// Whether its address never shows another.
    pub is_for_ever: bool,
}

/// Answers with it.
pub(super) async fn give(
    request: &HttpRequest,
    source: &Source<'_>,
    kept: Kept,
) -> Result<HttpResponse, Fault> {
    let tag = EntityTag::new_strong(kept.tag.clone());
    let answer = |status| answer(status, &kept, &tag);
    let is_plain_get = request.method() == Method::GET && !request.headers().contains_key("range");
    if is_plain_get && !request.headers().contains_key(IF_NONE_MATCH) {
        let opened = source.open(None).await?;
        return Ok(answer(StatusCode::OK).body(body(opened.size, opened)));
    }

    let size = source.size().await?;
    if is_known(request, &tag) {
        return Ok(answer(StatusCode::NOT_MODIFIED).finish());
    }
    if request.method() == Method::HEAD {
        let nothing = stream::empty::<Result<Bytes, String>>();
        return Ok(answer(StatusCode::OK).body(SizedStream::new(size, nothing)));
    }
    match wanted(request, &tag, size) {
        Wanted::Whole => {
            let opened = source.open(None).await?;
            Ok(answer(StatusCode::OK).body(body(opened.size, opened)))
        }
        Wanted::Part(part) => {
            let opened = source.open(Some(part.clone())).await?;
            let range = format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1));
            let mut answer = answer(StatusCode::PARTIAL_CONTENT);
            Ok(answer
                .insert_header((CONTENT_RANGE, range))
                .body(body(part.end.saturating_sub(part.start), opened)))
        }
        Wanted::Nothing => {
            let mut answer = HttpResponse::RangeNotSatisfiable();
            Ok(answer.insert_header((CONTENT_RANGE, format!("bytes */{size}"))).finish())
        }
    }
}

fn answer(status: StatusCode, kept: &Kept, tag: &EntityTag) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((CONTENT_TYPE, kept.media_type))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((CACHE_CONTROL, if kept.is_for_ever { FOR_EVER } else { FOR_A_DAY }))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((ETAG, tag.to_string()))
        .insert_header(SHARING);
    if !kept.is_picture {
        answer.insert_header((CONTENT_DISPOSITION, "attachment"));
    }
    answer
}

impl Source<'_> {
    async fn size(&self) -> Result<u64, Fault> {
        match self {
            Self::Stored(media, file) => media.size(file).await?.ok_or(Fault::NotFound),
            Self::Shipped(bytes) => Ok(length(bytes)),
        }
    }

    async fn open(&self, part: Option<Range<u64>>) -> Result<Opened, Fault> {
        match self {
            Self::Stored(media, file) => media.open(file, part).await?.ok_or(Fault::NotFound),
            Self::Shipped(bytes) => {
                Ok(Opened { size: length(bytes), content: Box::new(Once::of(bytes, part)) })
            }
        }
    }
}

/// What is part of the program comes in one piece.
struct Once(Option<Vec<u8>>);

impl Once {
    fn of(bytes: &[u8], part: Option<Range<u64>>) -> Self {
        let place = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        let part = part.map_or(0..bytes.len(), |part| place(part.start)..place(part.end));
        Self(bytes.get(part).map(<[u8]>::to_vec))
    }
}

impl Chunks for Once {
    fn next(&mut self) -> Awaited<'_, Option<Result<Vec<u8>, MediaError>>> {
        Box::pin(std::future::ready(self.0.take().map(Ok)))
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The body, sent as it comes; an interrupted one ends the connection, since its length was told.
fn body(length: u64, opened: Opened) -> BoxBody {
    let pieces = stream::unfold(opened.content, |mut content| async {
        let piece = content.next().await?.map(Bytes::from);
        let piece = piece.inspect_err(|error| tracing::warn!(%error, "a file could not be read to its end"));
        Some((piece.map_err(|error| error.to_string()), content))
    });
    SizedStream::new(length, Box::pin(pieces)).boxed()
}
