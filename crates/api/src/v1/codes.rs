//! `/v1/codes`

mod create;
mod purpose;
mod verify;
mod wire;
mod words;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{CodeError, ConfirmError, OwnCodeError};

use super::routes::{locked, too_soon, words, wrong};
use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::CODES;

pub(super) use words::{asker, device_token, typed};

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/v1/codes", create::handle)
            .about(
                "sends a code: to an email, or, signed in, to that of the account; whether anybody has the \
                 email is not told",
            )
            .spends(&CODES)
            .gives(StatusCode::ACCEPTED, "if there is somebody to send it to, a code is on its way")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
            .example("missing", wrong("email", FieldFault::Required))
            .example("purpose", wrong("purpose", FieldFault::NotAChoice))
            .refuses(StatusCode::CONFLICT, "signed in, and the account has no email")
            .example("no_email", words(OwnCodeError::NoEmail))
            .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code for this is too recent")
            .example("too_soon", too_soon()),
        endpoint(Method::POST, "/v1/codes/verify", verify::handle)
            .about("shows a code, with the email that it was sent to unless signed in")
            .spends(&CODES)
            .gives(
                StatusCode::OK,
                "it was right; one for a password or a sign-in stays good, any other is used up",
            )
            .refuses(StatusCode::BAD_REQUEST, "a code that is not good, or fields that are wrong")
            .example("wrong_code", words(CodeError::Wrong))
            .example("expired_code", words(CodeError::Expired))
            .example("missing", wrong("email", FieldFault::Required))
            .example("wrong_password", words(ConfirmError::WrongPassword))
            .refuses(StatusCode::FORBIDDEN, "a password was sent along, after too many wrong ones")
            .example("locked", locked()),
    ]
}
