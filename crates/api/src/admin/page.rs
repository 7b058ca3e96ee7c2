//! GET `/admin/`

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType, REFERRER_POLICY};

use crate::contracts::plain::Plain;
use crate::endpoint::Refused;

const PAGE: &str = include_str!("files/page.html");
/// Scripts, styles and pictures come from here alone, and so do answers; nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub async fn handle() -> Result<HttpResponse, Refused<Plain>> {
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(PAGE))
}
