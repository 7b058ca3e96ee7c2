//! GET `/docs` and what its page loads: a page that shows the OpenAPI document and tries it.
//!
//! The page is Swagger UI (Apache-2.0), which is part of the program; nothing comes from elsewhere.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ContentType, REFERRER_POLICY,
    VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use utoipa_swagger_ui::Config;

use super::Plain;
use crate::endpoint::{Fault, Refused};

const PAGE: &str = include_str!("docs/page.html");
const START: &str = include_str!("docs/start.js");
/// What of Swagger UI the page loads.
const PARTS: [&str; 3] = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];
/// Scripts and styles come from here alone, calls go here alone; its pictures are written in its style sheet.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

pub async fn page() -> Result<HttpResponse, Refused<Plain>> {
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(PAGE))
}

pub async fn part(request: HttpRequest) -> Result<HttpResponse, Refused<Plain>> {
    let file = request.match_info().get("file").unwrap_or_default();
    let mut response = HttpResponse::Ok();
    response.insert_header((CACHE_CONTROL, "public, max-age=3600"));
    if file == "start.js" {
        return Ok(response.content_type("text/javascript; charset=utf-8").body(START));
    }
    let part = PARTS.into_iter().find(|part| *part == file).ok_or(Fault::NotFound)?;
    let found = utoipa_swagger_ui::serve(part, Arc::new(Config::default())).ok().flatten();
    let found = found.ok_or(Fault::NotFound)?;
    response.insert_header((CONTENT_TYPE, found.content_type));
    if found.gzpipped {
        // Kept compressed. Whoever loads the page is a browser, and all of them read it.
        response.insert_header((CONTENT_ENCODING, "gzip")).insert_header((VARY, "Accept-Encoding"));
    }
    Ok(response.body(match found.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    }))
}
