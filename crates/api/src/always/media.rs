//! `/media/…`: the files that people gave, for everybody who has their address.
//!
//! Whatever is in a file, a browser may not take it for anything but a picture, or for something to be saved.

mod content;
mod range;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use parlor_domain::{FileName, MediaFile, MediaKind, PictureFormat};
use utoipa::openapi::Required;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::Plain;
use crate::endpoint::{Argument, Endpoint, Fault, PathId, Refused};
use crate::shell::App;
use content::{Kept, Source, give};

/// The picture of whoever has none.
pub(crate) const DEFAULT_AVATAR: &str = "/media/avatars/default.png";
const DEFAULT_PICTURE: &[u8] = include_bytes!("media/default.png");
/// It may be another one in another version.
const DEFAULT_TAG: &str = concat!("default-", env!("CARGO_PKG_VERSION"));

/// Where a file is for clients.
pub(crate) fn address(file: &MediaFile) -> String {
    format!("/media/{}", file.path())
}

/// The `{file}` of an address; what is no name of a file is not found.
pub(super) struct PathFile(FileName);

pub(super) async fn avatar(
    app: App,
    request: HttpRequest,
    account: PathId<Plain>,
    file: PathFile,
) -> Result<HttpResponse, Refused<Plain>> {
    let format = file.0.format().ok_or(Fault::NotFound)?;
    let tag = file.0.as_str().to_owned();
    let file = MediaFile { kind: MediaKind::Avatar, owner: account.id, name: file.0 };
    let source = Source::Stored(app.media(), &file);
    Ok(give(
        &request,
        &source,
        Kept { tag, media_type: format.media_type(), is_picture: true, is_for_ever: true },
    )
    .await?)
}

/// What came with a message: its address is known to the two who talk, and cannot be guessed.
pub(super) async fn attachment(
    app: App,
    request: HttpRequest,
    conversation: PathId<Plain>,
    file: PathFile,
) -> Result<HttpResponse, Refused<Plain>> {
    let kind = file.0.attachment().ok_or(Fault::NotFound)?;
    let tag = file.0.as_str().to_owned();
    let file = MediaFile { kind: MediaKind::Attachment, owner: conversation.id, name: file.0 };
    let source = Source::Stored(app.media(), &file);
    let kept =
        Kept { tag, media_type: kind.media_type(), is_picture: kind.picture().is_some(), is_for_ever: true };
    Ok(give(&request, &source, kept).await?)
}

pub(super) async fn default_avatar(request: HttpRequest) -> Result<HttpResponse, Refused<Plain>> {
    let (tag, media_type) = (DEFAULT_TAG.to_owned(), PictureFormat::Png.media_type());
    let kept = Kept { tag, media_type, is_picture: true, is_for_ever: false };
    Ok(give(&request, &Source::Shipped(DEFAULT_PICTURE), kept).await?)
}

impl FromRequest for PathFile {
    type Error = Refused<Plain>;
    type Future = Ready<Result<Self, Refused<Plain>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let name = request.match_info().get("file").and_then(FileName::parse);
        ready(name.map(Self).ok_or_else(|| Fault::NotFound.into()))
    }
}

impl Argument for PathFile {
    fn describe(mut endpoint: Endpoint) -> Endpoint {
        let name = ObjectBuilder::new().schema_type(Type::String).max_length(Some(FileName::MAX_LENGTH));
        let parameter =
            ParameterBuilder::new().name("file").parameter_in(ParameterIn::Path).required(Required::True);
        let example = "cat-0f8fad5bd9cb469fa16570867728950e.png";
        endpoint.parameters.push(parameter.schema(Some(name)).example(Some(example.into())).build());
        endpoint
    }
}
