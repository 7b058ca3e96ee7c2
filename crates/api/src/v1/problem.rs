//! How the native API refuses: as problem details (RFC 9457) with a code for programs to compare.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use indexmap::IndexMap;
use parlor_domain::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::V1;
use crate::endpoint::{Dialect, Fault, FieldErrors, FieldFault, Problem, Section, Shape, whole_seconds};
use crate::shell::request_id;

const MEDIA: &str = "application/problem+json";

/// Why a call was refused
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
struct Body {
    /// The status in words
    #[schema(examples("Forbidden"))]
    title: &'static str,
    /// The status
    #[schema(minimum = 400, maximum = 599, examples(403))]
    status: u16,
    /// For a program to compare
    #[schema(examples("locked_out"))]
    code: &'static str,
    /// For a person to read
    #[schema(examples("Locked out due to too many login failures."))]
    detail: String,
    /// Every field that was refused, each with all that is wrong with it
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    errors: Option<IndexMap<&'static str, Vec<FieldProblem>>>,
    /// When the next try counts again
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, format = "date-time")]
    until: Option<String>,
    /// Names the request, as the log does
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, examples("9c1185a5c5e9fc54"))]
    request_id: Option<String>,
}

/// What is wrong with a field
#[derive(Serialize, ToSchema)]
#[schema(as = FieldProblem)]
struct FieldProblem {
    /// For a program to compare
    #[schema(examples("required"))]
    code: &'static str,
    /// For a person to read
    #[schema(examples("This field is required."))]
    message: String,
}

/// A refusal with a code of its own.
pub(crate) fn problem(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Problem {
    write(status, code, detail.into(), Extra::default())
}

/// A refusal because of one field, with a code of its own.
pub(super) fn problem_of_field(
    (status, code): (StatusCode, &'static str),
    field: &'static str,
    fault: FieldFault,
) -> Problem {
    write(status, code, fault.message(), Extra::errors(IndexMap::from([(field, vec![fault.into()])])))
}

/// What is answered to whoever tried too many passwords.
pub(super) fn locked_out(until: Timestamp) -> Problem {
    let detail = "Locked out due to too many login failures.".to_owned();
    let extra = Extra { until: Some(until.rfc3339()), ..Extra::default() };
    write(StatusCode::FORBIDDEN, "locked_out", detail, extra)
}

/// What is answered to whoever tried too many PINs.
pub(super) fn pin_locked(until: Timestamp) -> Problem {
    let detail = "Too many wrong PINs.".to_owned();
    let extra = Extra { until: Some(until.rfc3339()), ..Extra::default() };
    write(StatusCode::FORBIDDEN, "pin_locked", detail, extra)
}

/// What only some problems say.
#[derive(Default)]
struct Extra {
    errors: Option<IndexMap<&'static str, Vec<FieldProblem>>>,
    until: Option<String>,
}

impl Extra {
    fn errors(errors: IndexMap<&'static str, Vec<FieldProblem>>) -> Self {
        Self { errors: Some(errors), until: None }
    }
}

fn write(status: StatusCode, code: &'static str, detail: String, Extra { errors, until }: Extra) -> Problem {
    let title = status.canonical_reason().unwrap_or_default();
    let body = Body { title, status: status.as_u16(), code, detail, errors, until, request_id: request_id() };
    Problem::new(status, body).header(CONTENT_TYPE, HeaderValue::from_static(MEDIA))
}

impl From<FieldFault> for FieldProblem {
    fn from(fault: FieldFault) -> Self {
        Self { code: fault.code(), message: fault.message() }
    }
}

impl Dialect for V1 {
    const SECTION: Section = Section {
        name: "v1",
        about: "The native API: plural nouns, times as RFC 3339 in UTC, lists by cursor, problems as RFC 9457.",
    };

    fn refusal(_: StatusCode) -> Vec<Shape> {
        vec![Shape::of::<Body>(MEDIA)]
    }

    fn fault(fault: &Fault) -> Problem {
        match fault {
            Fault::BrokenBody { kind, why } => {
                problem(StatusCode::BAD_REQUEST, "broken_body", format!("{kind} parse error - {why}"))
            }
            Fault::NotAnObject { found } => {
                let detail = format!("An object is expected, but this is a {found}.");
                problem(StatusCode::BAD_REQUEST, "not_an_object", detail)
            }
            Fault::UnsupportedMediaType { given } => {
                let detail = format!("Bodies of the type \"{given}\" are not read here.");
                problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
            }
            Fault::BodyTooLarge => {
                problem(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "The body is too large.")
            }
            Fault::NotFound => problem(StatusCode::NOT_FOUND, "not_found", "There is nothing here."),
            Fault::MethodNotAllowed { method } => {
                let detail = format!("Nothing answers to {method} here.");
                problem(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
            }
            Fault::NoCredential => {
                let detail = "This needs a credential: Authorization: Bearer <access token>.";
                challenge(problem(StatusCode::UNAUTHORIZED, "no_credential", detail))
            }
            Fault::BadCredential => {
                let detail = "The credential is not good, or is no longer.";
                challenge(problem(StatusCode::UNAUTHORIZED, "bad_credential", detail))
            }
            Fault::Forbidden => problem(StatusCode::FORBIDDEN, "forbidden", "This is not allowed."),
            Fault::CrossOrigin => {
                let detail = "With a cookie this can be asked for by our own pages alone.";
                problem(StatusCode::FORBIDDEN, "cross_origin", detail)
            }
            Fault::Throttled { retry_after } => {
                let seconds = whole_seconds(*retry_after);
                let detail = format!("Too many requests. Try again in {seconds} seconds.");
                problem(StatusCode::TOO_MANY_REQUESTS, "throttled", detail).header(RETRY_AFTER, seconds)
            }
            Fault::Busy { retry_after } => {
                problem(StatusCode::SERVICE_UNAVAILABLE, "busy", "More is asked than can be done; try again.")
                    .header(RETRY_AFTER, whole_seconds(*retry_after))
            }
            Fault::Unavailable => {
                problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The database does not answer.")
                    .header(RETRY_AFTER, 1)
            }
            Fault::Unexpected => {
                let detail = "A fault of the service; the log has its reason under the request id.";
                problem(StatusCode::INTERNAL_SERVER_ERROR, "unexpected", detail)
            }
        }
    }

    fn fields(errors: &FieldErrors) -> Problem {
        let worded = errors.0.iter().map(|(field, faults)| {
            let problems = faults.iter().map(|fault| FieldProblem::from(*fault));
            (*field, problems.collect())
        });
        let detail = "Some fields are wrong.".to_owned();
        write(StatusCode::BAD_REQUEST, "invalid_fields", detail, Extra::errors(worded.collect()))
    }
}

fn challenge(problem: Problem) -> Problem {
    problem.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"api\""))
}
