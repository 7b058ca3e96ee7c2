//! GET `/.well-known/jwks.json`

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, ContentType};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::Plain;
use crate::endpoint::Refused;
use crate::shell::App;

/// How a JSON Web Key Set looks; the adapter that has the keys writes it.
pub struct KeySet;

impl PartialSchema for KeySet {
    fn schema() -> RefOr<Schema> {
        let text = |about: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(about));
        let key = ObjectBuilder::new()
            .property("kty", text("Its kind").examples(["EC"]))
            .required("kty")
            .property(
                "kid",
                text("Its name, as in the header of the tokens that it signs").examples(["2026-11"]),
            )
            .property("use", text("What for").examples(["sig"]))
            .property("alg", text("The algorithm that it signs by").examples(["ES256"]))
            .property("crv", text("The curve").examples(["P-256"]))
            .property(
                "x",
                text("Its point on the curve").examples(["f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"]),
            )
            .property(
                "y",
                text("The other half of the point").examples(["x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"]),
            );
        let keys =
            ArrayBuilder::new().items(key).description(Some("Empty where tokens are signed with HS256"));
        ObjectBuilder::new()
            .description(Some("A JSON Web Key Set (RFC 7517)"))
            .property("keys", keys)
            .required("keys")
            .into()
    }
}

impl ToSchema for KeySet {}

pub async fn handle(app: App) -> Result<HttpResponse, Refused<Plain>> {
    // Other back ends ask again after this time, so a new key is known to them well before it signs.
    Ok(HttpResponse::Ok()
        .insert_header(ContentType::json())
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(app.jwks()))
}
