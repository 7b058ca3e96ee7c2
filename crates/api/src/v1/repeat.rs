//! Calls that may come again: the header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest};
use parlor_community::KeyReused;
use parlor_domain::IdempotencyKey;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::V1;
use super::problem::problem;
use super::routes::{words, wrong};
use crate::endpoint::{Argument, Endpoint, FieldErrors, FieldFault, Problem, Refused, Words};

const NAME: &str = "Idempotency-Key";
const HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// The key of a call, if it has one.
pub(super) struct Repeatable(pub Option<IdempotencyKey>);

impl FromRequest for Repeatable {
    type Error = Refused<V1>;
    type Future = Ready<Result<Self, Refused<V1>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut given = request.headers().get_all(HEADER);
        let key = given.next().map(|header| {
            let text = header.to_str().map_err(|_| FieldFault::InvalidKey)?;
            IdempotencyKey::parse(text).map_err(FieldFault::from)
        });
        let key = if given.next().is_some() { Err(FieldFault::InvalidKey) } else { key.transpose() };
        ready(key.map(Self).map_err(|fault| FieldErrors::of(NAME, fault).into()))
    }
}

impl Argument for Repeatable {
    fn describe(mut endpoint: Endpoint) -> Endpoint {
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1));
        let parameter = ParameterBuilder::new()
            .name(NAME)
            .parameter_in(ParameterIn::Header)
            .description(Some(
                "Makes the call harmless to repeat: for a day, the same key with the same body does nothing \
                 more, and gets the first answer again",
            ))
            .schema(Some(text.max_length(Some(IdempotencyKey::MAX_LENGTH))))
            .build();
        endpoint.parameters.push(parameter);
        endpoint
            .refuses(StatusCode::BAD_REQUEST, "a key that is no visible text of up to 255 characters")
            .example("key", wrong(NAME, FieldFault::InvalidKey))
            .refuses(StatusCode::UNPROCESSABLE_ENTITY, "a key that came with another body before")
            .example("key_reused", words(KeyReused))
    }
}

impl Words<KeyReused> for V1 {
    fn words(KeyReused: KeyReused) -> Problem {
        let detail = "This Idempotency-Key came with another body before.";
        problem(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail)
    }
}
