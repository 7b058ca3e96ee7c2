//! The words that the contracts share: those of Django REST framework, which their clients know.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use indexmap::IndexMap;
use parlor_domain::{Attribute, PasswordFault};
use serde::Serialize;
use utoipa::ToSchema;

use crate::endpoint::{Dialect, Fault, FieldErrors, FieldFault, Problem, Section, Shape};

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

fn detail(status: StatusCode, detail: String) -> Problem {
    Problem::new(status, Detail { detail, code: None })
}

fn whole_seconds(span: Duration) -> u64 {
    span.as_secs() + u64::from(span.subsec_nanos() > 0)
}

fn challenge(problem: Problem) -> Problem {
    problem.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"api\""))
}

/// Words wrong fields as `{"field": ["message", …]}`.
pub(crate) fn fields(errors: &FieldErrors) -> Problem {
    let worded = errors.0.iter().map(|(field, faults)| {
        let messages = faults.iter().map(|fault| message(*fault));
        ((*field).to_owned(), messages.collect())
    });
    Problem::new(StatusCode::BAD_REQUEST, FieldMessages(worded.collect()))
}

fn message(fault: FieldFault) -> String {
    let fixed = match fault {
        FieldFault::TooLong(most) => return format!("Ensure this field has no more than {most} characters."),
        FieldFault::Password(fault) => return password_message(fault),
        FieldFault::Required => "This field is required.",
        FieldFault::Null => "This field may not be null.",
        FieldFault::Blank => "This field may not be blank.",
        FieldFault::NotText => "Not a valid string.",
        FieldFault::NotInteger => "A valid integer is required.",
        FieldFault::InvalidEmail => "Enter a valid email address.",
        FieldFault::EmailTaken => "A user with that email already exists.",
        FieldFault::EmailFixed => "The email cannot be changed yet.",
        FieldFault::InvalidUsername => {
            "Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ \
             characters."
        }
        FieldFault::UsernameTaken => "A user with that username already exists.",
    };
    fixed.to_owned()
}

fn password_message(fault: PasswordFault) -> String {
    match fault {
        PasswordFault::TooShort(fewest) => {
            format!("This password is too short. It must contain at least {fewest} characters.")
        }
        PasswordFault::TooLong(most) => format!("Ensure this field has no more than {most} characters."),
        PasswordFault::TooSimilar(Attribute::Username) => {
            "The password is too similar to the username.".to_owned()
        }
        PasswordFault::TooSimilar(Attribute::Email) => {
            "The password is too similar to the email address.".to_owned()
        }
        PasswordFault::TooSimilar(Attribute::FirstName) => {
            "The password is too similar to the first name.".to_owned()
        }
        PasswordFault::TooSimilar(Attribute::LastName) => {
            "The password is too similar to the last name.".to_owned()
        }
        PasswordFault::TooCommon => "This password is too common.".to_owned(),
        PasswordFault::EntirelyNumeric => "This password is entirely numeric.".to_owned(),
    }
}
