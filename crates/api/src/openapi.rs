//! The OpenAPI 3.1 document, made from the endpoints themselves. Must not know any of them by name.

mod example;
mod operation;

use utoipa::openapi::schema::{ComponentsBuilder, ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{
    Header, HeaderBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths, RefOr,
};

use crate::contracts::Contract;
use crate::endpoint::{Endpoint, Schemas, Section};
use crate::service;

/// How an operation names the credential that it wants.
const BEARER: &str = "bearer";
/// How an answer names the headers that many have.
const REQUEST_ID: &str = "RequestId";
const RETRY_AFTER: &str = "RetryAfter";
const BUDGET: &str = "RateLimitPolicy";
const BUDGET_LEFT: &str = "RateLimit";

/// The document of what is always there and of the chosen contracts, as JSON.
#[must_use]
pub fn openapi(contracts: &[Contract]) -> String {
    // What is in it are texts and numbers, which can always be written.
    document(&service::endpoints(contracts)).to_pretty_json().unwrap_or_default()
}

/// The document of some endpoints.
pub(crate) fn document(endpoints: &[Endpoint]) -> OpenApi {
    let mut schemas = Schemas::new();
    let mut paths = Paths::new();
    for endpoint in endpoints.iter().filter(|endpoint| endpoint.is_listed) {
        let operation = operation::operation(endpoint, &mut schemas);
        if let Some(method) = operation::method(&endpoint.method) {
            paths.add_path_operation(endpoint.path, vec![method], operation);
        }
    }
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(BEARER, bearer())
        .header(REQUEST_ID, header(Type::String, "Names the request, as the log does"))
        .header(RETRY_AFTER, header(Type::Integer, "After how many seconds to try again"))
        .header(BUDGET, header(Type::String, "The budget: its name, `q` calls within `w` seconds"))
        .header(
            BUDGET_LEFT,
            header(Type::String, "What is left of it: `r` calls; it is whole in `t` seconds"),
        );
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Parlor")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "Accounts and sign-in for an app. Every address answers with and without its trailing slash, \
                     to `HEAD` where it answers to `GET`, and to `OPTIONS` with `Allow`.",
                ))
                .license(Some(
                    LicenseBuilder::new()
                        .name("MIT OR Apache-2.0")
                        .identifier(Some("MIT OR Apache-2.0"))
                        .build(),
                ))
                .build(),
        )
        .tags(Some(tags(endpoints)))
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn bearer() -> SecurityScheme {
    let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
    SecurityScheme::Http(
        http.description(Some("An access token. `Token` and `JWT` stand for `Bearer` too.")).build(),
    )
}

fn header(kind: Type, about: &str) -> RefOr<Header> {
    let schema = ObjectBuilder::new().schema_type(kind);
    RefOr::T(HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build())
}

/// The sections, in the order in which they first come.
fn tags(endpoints: &[Endpoint]) -> Vec<Tag> {
    let mut sections: Vec<Section> = Vec::new();
    for endpoint in endpoints {
        if !sections.contains(&endpoint.section) {
            sections.push(endpoint.section);
        }
    }
    let tag =
        |section: Section| TagBuilder::new().name(section.name).description(Some(section.about)).build();
    sections.into_iter().map(tag).collect()
}
