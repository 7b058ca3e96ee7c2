//! One endpoint as an operation: its id, what it takes, and every answer.

use actix_web::http::{Method, StatusCode};
use indexmap::IndexMap;
use utoipa::openapi::content::{Content, ContentBuilder};
use utoipa::openapi::example::{Example, ExampleBuilder};
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, Operation, OperationBuilder};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Ref, RefOr, Required};

use super::example::example;
use super::{BEARER, BUDGET, BUDGET_LEFT, REQUEST_ID, RETRY_AFTER};
use crate::endpoint::{Declared, Endpoint, Schemas, Shape, Who};
use crate::reference::sentence;

/// The kinds of body that are read wherever one is.
const READ: [&str; 3] = ["application/json", "application/x-www-form-urlencoded", Shape::MULTIPART];

/// The operation; its schemas are put into `schemas`.
pub fn operation(endpoint: &Endpoint, schemas: &mut Schemas) -> Operation {
    let mut operation = OperationBuilder::new()
        .tag(endpoint.section.name)
        .summary(Some(sentence(endpoint.about)))
        .operation_id(Some(id(endpoint)));
    for parameter in &endpoint.parameters {
        operation = operation.parameter(parameter.clone());
    }
    if let Some(shape) = &endpoint.takes {
        operation = operation.request_body(Some(body(shape, endpoint.takes_form.as_ref(), schemas)));
    }
    // Where several are listed, any one of them will do; the empty one is none at all.
    let bearer = || SecurityRequirement::new(BEARER, [""; 0]);
    operation = match endpoint.who {
        Who::Anyone => operation,
        Who::SignedIn | Who::Administrator => operation.security(bearer()),
        Who::Either => operation.security(SecurityRequirement::default()).security(bearer()),
    };
    let mut by_status = IndexMap::<StatusCode, Vec<Declared>>::new();
    for answer in endpoint.answers.iter().cloned().chain(endpoint.failures()) {
        by_status.entry(answer.status).or_default().push(answer);
    }
    for (status, answers) in by_status {
        let mut response = response(status, &answers, schemas);
        if endpoint.budget.is_some() {
            response = response.header_ref("RateLimit-Policy", header(BUDGET));
            response = response.header_ref("RateLimit", header(BUDGET_LEFT));
        }
        operation = operation.response(status.as_str(), response.build());
    }
    operation.build()
}

/// The method as the document knows it.
pub fn method(method: &Method) -> Option<HttpMethod> {
    Some(match method.as_str() {
        "GET" => HttpMethod::Get,
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => return None,
    })
}

/// A name for programs that are made from the document: section, method and address, as in
/// `restful_auth_post_login` or `v1_delete_sessions_by_id`.
fn id(endpoint: &Endpoint) -> String {
    let section = endpoint.section.name.replace('-', "_");
    let segments: Vec<&str> = endpoint.path.split('/').filter(|segment| !segment.is_empty()).collect();
    let segments = match segments.split_first() {
        Some((first, rest)) if *first == "api" || *first == section => rest,
        _ => segments.as_slice(),
    };
    let mut words = vec![section, endpoint.method.as_str().to_ascii_lowercase()];
    words.extend(segments.iter().map(|segment| word(segment)));
    if segments.is_empty() {
        words.push("index".to_owned());
    }
    words.join("_")
}

/// `{id}` is `by_id`; of the rest letters and digits stay.
fn word(segment: &str) -> String {
    if let Some(name) = segment.strip_prefix('{') {
        return format!("by_{}", name.trim_end_matches('}'));
    }
    let kept = segment.trim_start_matches('.').chars();
    kept.map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}

fn body(shape: &Shape, form: Option<&Shape>, schemas: &mut Schemas) -> RequestBody {
    let schema = shape.refer(schemas);
    let form = form.map_or_else(|| schema.clone(), |form| form.refer(schemas));
    let required = if shape.required().is_empty() { Required::False } else { Required::True };
    let body = RequestBodyBuilder::new().required(Some(required));
    // Files come in forms alone.
    let kinds = if shape.media == Shape::MULTIPART { &[Shape::MULTIPART][..] } else { &READ };
    let body = kinds.iter().fold(body, |body, media| {
        let example =
            example(&schema, schemas).filter(|_| *media == shape.media && *media != Shape::MULTIPART);
        let schema = if *media == Shape::MULTIPART { &form } else { &schema };
        body.content(*media, ContentBuilder::new().schema(Some(schema.clone())).example(example).build())
    });
    body.build()
}

fn response(status: StatusCode, answers: &[Declared], schemas: &mut Schemas) -> ResponseBuilder {
    let occasions: Vec<&str> = answers.iter().map(|answer| answer.occasion).collect();
    let mut response = ResponseBuilder::new().description(sentence(&occasions.join("; or ")));
    response = response.header_ref("X-Request-Id", header(REQUEST_ID));
    if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        response = response.header_ref("Retry-After", header(RETRY_AFTER));
    }
    for (name, about) in answers.iter().flat_map(|answer| &answer.headers) {
        let schema = ObjectBuilder::new().schema_type(Type::String);
        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(*about));
        response = response.header(*name, header.build());
    }
    for (media, content) in contents(answers, schemas) {
        response = response.content(media, content);
    }
    response
}

fn header(name: &str) -> Ref {
    Ref::new(format!("#/components/headers/{name}"))
}

/// What one status may look like, by media type.
fn contents(answers: &[Declared], schemas: &mut Schemas) -> IndexMap<&'static str, Content> {
    let mut by_media = IndexMap::<&str, (Vec<RefOr<Schema>>, Vec<(String, Example)>)>::new();
    for answer in answers {
        for shape in &answer.shapes {
            let schema = shape.refer(schemas);
            let (known, _) = by_media.entry(shape.media).or_default();
            if !known.contains(&schema) {
                known.push(schema);
            }
        }
        let Some((_, examples)) = answer.shapes.first().and_then(|first| by_media.get_mut(first.media))
        else {
            continue;
        };
        examples.extend(answer.examples.iter().map(|(name, value)| {
            let example = ExampleBuilder::new().summary(answer.occasion).value(Some(value.clone()));
            ((*name).to_owned(), example.build())
        }));
    }
    let content = |(media, (known, examples)): (_, (Vec<_>, Vec<_>))| {
        let shown =
            if examples.is_empty() { known.first().and_then(|first| example(first, schemas)) } else { None };
        let content = ContentBuilder::new().schema(Some(one_of(known))).example(shown);
        (media, content.examples_from_iter(examples).build())
    };
    by_media.into_iter().map(content).collect()
}

fn one_of(mut schemas: Vec<RefOr<Schema>>) -> RefOr<Schema> {
    match schemas.len() {
        1 => schemas.remove(0),
        _ => Schema::AnyOf(schemas.into_iter().fold(AnyOfBuilder::new(), AnyOfBuilder::item).build()).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_becomes_a_word() {
        assert_eq!(word("{id}"), "by_id");
        assert_eq!(word("recovery-codes"), "recovery_codes");
        assert_eq!(word(".well-known"), "well_known");
        assert_eq!(word("jwks.json"), "jwks_json");
    }
}
