//! GET `/openapi.json`

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::Plain;
use crate::endpoint::Refused;
use crate::shell::App;

/// How an OpenAPI document begins; the rest is told by its specification.
pub struct OpenApiDocument;

impl PartialSchema for OpenApiDocument {
    fn schema() -> RefOr<Schema> {
        let version = ObjectBuilder::new().schema_type(Type::String).examples(["3.1.0"]);
        ObjectBuilder::new()
            .description(Some("An OpenAPI document (https://spec.openapis.org/oas/v3.1.0)"))
            .property("openapi", version)
            .required("openapi")
            .into()
    }
}

impl ToSchema for OpenApiDocument {}

pub async fn handle(app: App) -> Result<HttpResponse, Refused<Plain>> {
    Ok(HttpResponse::Ok().insert_header(ContentType::json()).body(app.document().await?))
}
