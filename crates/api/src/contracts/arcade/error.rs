//! The contract's words for faults: under `errors`, as a text or by field; a lockout alone is told under `error`.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use parlor_auth::Unproven;

use super::{Arcade, wire};
use crate::endpoint::{
    Dialect, Fault, FieldErrors, FieldFault, Problem, Section, Shape, Words, whole_seconds,
};

impl Dialect for Arcade {
    const SECTION: Section = Section {
        name: "arcade",
        about: "The contract *arcade*: sign-up by username, a session in a cookie, a picture, one's own profile, the leaderboard.",
    };

    fn refusal(status: StatusCode) -> Vec<Shape> {
        let text = Shape::json::<wire::Refused>();
        match status {
            StatusCode::BAD_REQUEST => vec![text, Shape::json::<wire::RefusedFields>()],
            StatusCode::FORBIDDEN => vec![text, Shape::json::<wire::LockedOut>()],
            _ => vec![text],
        }
    }

    fn fault(fault: &Fault) -> Problem {
        match fault {
            Fault::BrokenBody { kind: "JSON", .. } | Fault::NotAnObject { .. } => {
                refused(StatusCode::BAD_REQUEST, "Invalid JSON input.")
            }
            Fault::BrokenBody { kind, why } => {
                refused(StatusCode::BAD_REQUEST, format!("{kind} parse error - {why}"))
            }
            Fault::UnsupportedMediaType { given } => {
                let text = format!("Unsupported media type \"{given}\" in request.");
                refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
            }
            Fault::BodyTooLarge => refused(StatusCode::PAYLOAD_TOO_LARGE, "Request body is too large."),
            Fault::NotFound => refused(StatusCode::NOT_FOUND, "Not found."),
            Fault::MethodNotAllowed { method } => {
                refused(StatusCode::METHOD_NOT_ALLOWED, format!("Method \"{method}\" not allowed."))
            }
            Fault::NoCredential | Fault::BadCredential => {
                let challenge = HeaderValue::from_static("Bearer realm=\"api\"");
                refused(StatusCode::UNAUTHORIZED, "User is not authenticated.")
                    .header(WWW_AUTHENTICATE, challenge)
            }
            Fault::Forbidden => {
                refused(StatusCode::FORBIDDEN, "You do not have permission to perform this action.")
            }
            Fault::CrossOrigin => refused(StatusCode::FORBIDDEN, "Cross-origin request refused."),
            Fault::Throttled { retry_after } => {
                let seconds = whole_seconds(*retry_after);
                let text = format!("Request was throttled. Expected available in {seconds} seconds.");
                refused(StatusCode::TOO_MANY_REQUESTS, text).header(RETRY_AFTER, seconds)
            }
            Fault::Busy { retry_after } => unavailable().header(RETRY_AFTER, whole_seconds(*retry_after)),
            Fault::Unavailable => unavailable().header(RETRY_AFTER, 1),
            Fault::Unexpected => refused(StatusCode::INTERNAL_SERVER_ERROR, "A server error occurred."),
        }
    }

    fn fields(errors: &FieldErrors) -> Problem {
        let worded = errors.0.iter().map(|(field, faults)| {
            let messages = faults.iter().map(|fault| message(*fault));
            ((*field).to_owned(), messages.collect())
        });
        Problem::new(StatusCode::BAD_REQUEST, wire::RefusedFields { errors: worded.collect() })
    }
}

/// As clients of this contract know it, with the apostrophe that printers use.
fn message(fault: FieldFault) -> String {
    if fault == FieldFault::PasswordMismatch {
        return "The two password fields didn’t match.".to_owned();
    }
    fault.message()
}

/// A refusal in the contract's own shape.
pub fn refused(status: StatusCode, text: impl Into<String>) -> Problem {
    Problem::new(status, wire::Refused { errors: text.into() })
}

fn unavailable() -> Problem {
    refused(StatusCode::SERVICE_UNAVAILABLE, "Service temporarily unavailable, try again later.")
}

/// What is answered while locked out; not until when.
pub fn locked() -> Problem {
    let error = "Locked out due to too many login failures.";
    Problem::new(StatusCode::FORBIDDEN, wire::LockedOut { error })
}

/// Somebody else's account was meant; whether there is one is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotOneself;

impl parlor_auth::Refusal for NotOneself {}

impl Words<NotOneself> for Arcade {
    fn words(NotOneself: NotOneself) -> Problem {
        refused(StatusCode::FORBIDDEN, "You do not have permission to access this user's profile.")
    }
}

/// What is said, under a field, to somebody of whom it is not known whether it is the owner.
pub fn unproven(field: &'static str, refusal: Unproven) -> Problem {
    match refusal {
        Unproven::Stale => Arcade::fields(&FieldErrors::of(field, FieldFault::SignInAgain)),
        Unproven::Wrong => Arcade::fields(&FieldErrors::of("password", FieldFault::WrongPassword)),
        Unproven::Locked { .. } => locked(),
    }
}
