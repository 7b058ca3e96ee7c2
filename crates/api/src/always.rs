//! The addresses that are there whatever is configured.

mod docs;
mod healthz;
mod index;
mod jwks;
pub(crate) mod media;
mod openapi;
mod readyz;
mod setup;

use actix_web::http::{Method, StatusCode};
use parlor_domain::{AttachmentKind, PictureFormat};

use crate::contracts::plain::{self, Plain};
use crate::endpoint::{Endpoint, Fault, Shape, endpoint};
use crate::shell::limits::SIGN_UP;

/// The table of contents.
pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/", index::handle)
            .about("what this is, as a page or as JSON")
            .gives(StatusCode::OK, "links to what is here")
            .looks([Shape::json::<index::Index>(), Shape::text("text/html")]),
        endpoint(Method::GET, "/healthz", healthz::handle)
            .about("whether the process runs")
            .gives(StatusCode::OK, "it does"),
        endpoint(Method::GET, "/readyz", readyz::handle)
            .about("whether the database answers")
            .gives(StatusCode::OK, "it does")
            .refuses(StatusCode::SERVICE_UNAVAILABLE, "it does not, with the reason")
            .looks([Shape::json::<readyz::Unready>()])
            .example("unready", readyz::unready()),
        endpoint(Method::GET, "/setup", setup::show)
            .about("the form of the link that is printed while there is no administrator")
            .gives(StatusCode::OK, "the form")
            .looks([Shape::text("text/html")])
            .refuses(StatusCode::BAD_REQUEST, "a query that cannot be read")
            .example("broken", plain::fault(&Fault::BrokenBody { kind: "Query", why: "…".into() }))
            .refuses(StatusCode::NOT_FOUND, "no link is like this")
            .example("not_good", setup::not_good()),
        endpoint(Method::POST, "/setup", setup::make)
            .about("makes the first administrator, once")
            .spends(&SIGN_UP)
            .gives(StatusCode::CREATED, "the account")
            .looks([Shape::json::<setup::Made>(), Shape::text("text/html")])
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or an email that is taken")
            .looks([
                Shape::json::<plain::FieldMessages>(),
                Shape::json::<plain::Detail>(),
                Shape::text("text/html"),
            ])
            .refuses(StatusCode::NOT_FOUND, "the link is not good any more")
            .example("not_good", setup::not_good()),
        endpoint(Method::GET, "/.well-known/jwks.json", jwks::handle)
            .about("the public keys of the access tokens (RFC 7517)")
            .gives(StatusCode::OK, "the key set")
            .looks([Shape::json::<jwks::KeySet>()]),
        endpoint(Method::GET, "/openapi.json", openapi::handle)
            .about("this document (OpenAPI 3.1)")
            .gives(StatusCode::OK, "the document of what is switched on here")
            .looks([Shape::json::<openapi::OpenApiDocument>()]),
        served(
            endpoint(Method::GET, "/media/attachments/{id}/{file}", media::attachment),
            attachment_types(),
        )
        .about("what came with a message of a conversation, for whoever has its address"),
        picture(endpoint(Method::GET, "/media/avatars/{id}/{file}", media::avatar))
            .about("the picture of an account, at an address that never shows another"),
        picture(endpoint(Method::GET, "/media/avatars/default.png", media::default_avatar))
            .about("the picture of whoever has none"),
        endpoint(Method::GET, "/docs", docs::page)
            .about("a page that shows this document and tries it")
            .gives(StatusCode::OK, "the page")
            .looks([Shape::text("text/html")]),
        endpoint(Method::GET, "/docs/{file}", docs::part)
            .about("what that page loads")
            .gives(StatusCode::OK, "the file")
            .refuses(StatusCode::NOT_FOUND, "it loads no such file")
            .unlisted(),
    ]
}

/// What a picture may be answered as.
fn picture(endpoint: Endpoint) -> Endpoint {
    served(endpoint, PictureFormat::ALL.iter().map(|format| format.media_type()).collect())
}

fn attachment_types() -> Vec<&'static str> {
    AttachmentKind::ALL.iter().map(|kind| kind.media_type()).collect()
}

/// What a file of these kinds may be answered as.
fn served(endpoint: Endpoint, types: Vec<&'static str>) -> Endpoint {
    let kinds = || types.iter().map(|media| Shape::text(media)).collect::<Vec<_>>();
    endpoint
        .gives(StatusCode::OK, "the file")
        .looks(kinds())
        .header("ETag", "Names this file, for `If-None-Match` and `If-Range`")
        .gives(StatusCode::PARTIAL_CONTENT, "the part of it that `Range` names")
        .looks(kinds())
        .header("Content-Range", "Which part of how many bytes")
        .gives(StatusCode::NOT_MODIFIED, "the client has it")
        .looks(Vec::new())
        .refuses(StatusCode::RANGE_NOT_SATISFIABLE, "a part that it does not have")
        .looks(Vec::new())
        .header("Content-Range", "How many bytes it has")
}
