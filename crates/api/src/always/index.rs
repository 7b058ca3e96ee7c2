//! GET `/`

use actix_web::http::header::{
    Accept, CONTENT_SECURITY_POLICY, ContentType, Header as _, REFERRER_POLICY, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::Plain;
use crate::endpoint::Refused;

const PAGE: &str = include_str!("index.html");
/// The page runs nothing and loads nothing; its one style sheet stands in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// What is here
#[derive(Serialize, ToSchema)]
pub struct Index {
    /// The product's name
    #[schema(examples("Parlor"))]
    name: &'static str,
    /// The program's version
    #[schema(examples("0.1.0"))]
    version: &'static str,
    /// Where to go on
    links: Links,
}

/// Addresses on this server
#[derive(Serialize, ToSchema)]
pub struct Links {
    /// Whether the process runs
    #[schema(examples("/healthz"))]
    health: &'static str,
    /// Whether the database answers
    #[schema(examples("/readyz"))]
    ready: &'static str,
    /// The public keys of the access tokens
    #[schema(examples("/.well-known/jwks.json"))]
    keys: &'static str,
    /// What can be called here, for programs
    #[schema(examples("/openapi.json"))]
    openapi: &'static str,
    /// The same for people, to try
    #[schema(examples("/docs"))]
    docs: &'static str,
    /// The administrators' pages
    #[schema(examples("/admin/"))]
    admin: &'static str,
}

const INDEX: Index = Index {
    name: "Parlor",
    version: env!("CARGO_PKG_VERSION"),
    links: Links {
        health: "/healthz",
        ready: "/readyz",
        keys: "/.well-known/jwks.json",
        openapi: "/openapi.json",
        docs: "/docs",
        admin: "/admin/",
    },
};

pub async fn handle(request: HttpRequest) -> Result<HttpResponse, Refused<Plain>> {
    if !wants_page(&request) {
        return Ok(HttpResponse::Ok().insert_header((VARY, "Accept")).json(INDEX));
    }
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::html())
        .insert_header((VARY, "Accept"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(PAGE))
}

/// Whether a page is ranked above JSON, as a browser does.
pub(super) fn wants_page(request: &HttpRequest) -> bool {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    ranked.first().is_some_and(|first| first.essence_str() == "text/html")
}
