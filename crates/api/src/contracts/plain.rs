//! The words that the contracts share: those of Django REST framework, which their clients know.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use indexmap::IndexMap;
use serde::Serialize;
use utoipa::ToSchema;

use crate::endpoint::{Dialect, Fault, FieldErrors, Problem, Section, Shape, whole_seconds};

/// The shared words alone: the dialect of what is always there.
pub(crate) struct Plain;

/// Why a call was refused.
#[derive(Serialize, ToSchema)]
pub(crate) struct Detail {
    /// For a person to read
    #[schema(examples("Not found."))]
    detail: String,
    /// For a program to compare
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    code: Option<&'static str>,
}

/// Every field that was refused, each with what is wrong with it; `non_field_errors` for the body as a whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldMessages(IndexMap<String, Vec<String>>);

impl Dialect for Plain {
    const SECTION: Section = Section { name: "service", about: "What is there whatever is configured." };

    fn refusal(status: StatusCode) -> Vec<Shape> {
        self::refusal(status)
    }

    fn fault(fault: &Fault) -> Problem {
        self::fault(fault)
    }

    fn fields(errors: &FieldErrors) -> Problem {
        self::fields(errors)
    }
}

/// How these refusals look.
pub(crate) fn refusal(status: StatusCode) -> Vec<Shape> {
    match status {
        StatusCode::BAD_REQUEST => vec![Shape::json::<FieldMessages>(), Shape::json::<Detail>()],
        _ => vec![Shape::json::<Detail>()],
    }
}

/// Words a fault as `{"detail": …}`.
pub(crate) fn fault(fault: &Fault) -> Problem {
    match fault {
        Fault::BrokenBody { kind, why } => {
            detail(StatusCode::BAD_REQUEST, format!("{kind} parse error - {why}"))
        }
        Fault::NotAnObject { found } => {
            let text = format!("Invalid data. Expected a dictionary, but got {found}.");
            let messages = IndexMap::from([("non_field_errors".to_owned(), vec![text])]);
            Problem::new(StatusCode::BAD_REQUEST, FieldMessages(messages))
        }
        Fault::UnsupportedMediaType { given } => {
            let text = format!("Unsupported media type \"{given}\" in request.");
            detail(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
        }
        Fault::BodyTooLarge => detail(StatusCode::PAYLOAD_TOO_LARGE, "Request body is too large.".into()),
        Fault::NotFound => detail(StatusCode::NOT_FOUND, "Not found.".into()),
        Fault::MethodNotAllowed { method } => {
            detail(StatusCode::METHOD_NOT_ALLOWED, format!("Method \"{method}\" not allowed."))
        }
        Fault::NoCredential => {
            let text = "Authentication credentials were not provided.";
            challenge(detail(StatusCode::UNAUTHORIZED, text.into()))
        }
        Fault::BadCredential => {
            let detail = "Given token not valid for any token type".to_owned();
            let body = Detail { detail, code: Some("token_not_valid") };
            challenge(Problem::new(StatusCode::UNAUTHORIZED, body))
        }
        Fault::Forbidden => {
            let text = "You do not have permission to perform this action.";
            detail(StatusCode::FORBIDDEN, text.into())
        }
        Fault::CrossOrigin => detail(StatusCode::FORBIDDEN, "Cross-origin request refused.".into()),
        Fault::Throttled { retry_after } => throttled(*retry_after),
        Fault::Busy { retry_after } => {
            let text = "Service temporarily unavailable, try again later.";
            let problem = detail(StatusCode::SERVICE_UNAVAILABLE, text.into());
            problem.header(RETRY_AFTER, whole_seconds(*retry_after))
        }
        Fault::Unavailable => {
            let text = "Service temporarily unavailable, try again later.";
            detail(StatusCode::SERVICE_UNAVAILABLE, text.into()).header(RETRY_AFTER, 1)
        }
        Fault::Unexpected => detail(StatusCode::INTERNAL_SERVER_ERROR, "A server error occurred.".into()),
    }
}

/// 429, with the time to wait in the text and in `Retry-After`.
pub(crate) fn throttled(retry_after: Duration) -> Problem {
    let seconds = whole_seconds(retry_after);
    let text = format!("Request was throttled. Expected available in {seconds} seconds.");
    detail(StatusCode::TOO_MANY_REQUESTS, text).header(RETRY_AFTER, seconds)
}

/// What is wrong with a body as a whole.
pub(crate) fn across(text: &str) -> Problem {
    let messages = IndexMap::from([("non_field_errors".to_owned(), vec![text.to_owned()])]);
    Problem::new(StatusCode::BAD_REQUEST, FieldMessages(messages))
}

/// 401 for a token in a body that is not good.
pub(crate) fn token_not_valid(detail: &str) -> Problem {
    let body = Detail { detail: detail.to_owned(), code: Some("token_not_valid") };
    Problem::new(StatusCode::UNAUTHORIZED, body)
}

fn detail(status: StatusCode, detail: String) -> Problem {
    Problem::new(status, Detail { detail, code: None })
}

fn challenge(problem: Problem) -> Problem {
    problem.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"api\""))
}

/// Words wrong fields as `{"field": ["message", …]}`.
pub(crate) fn fields(errors: &FieldErrors) -> Problem {
    let worded = errors.0.iter().map(|(field, faults)| {
        let messages = faults.iter().map(|fault| fault.message());
        ((*field).to_owned(), messages.collect())
    });
    Problem::new(StatusCode::BAD_REQUEST, FieldMessages(worded.collect()))
}
