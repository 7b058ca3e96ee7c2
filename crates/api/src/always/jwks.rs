//! GET `/.well-known/jwks.json`

use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::{HttpResponse, Responder};

use super::Plain;
use crate::endpoint::Refused;
use crate::shell::App;

pub async fn handle(app: App) -> Result<impl Responder, Refused<Plain>> {
    // Other back ends ask again after this time, so a new key is known to them well before it signs.
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::json())
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(app.jwks()))
}
