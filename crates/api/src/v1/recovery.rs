//! `/v1/recovery`

mod create;
mod password;
mod verify;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{CodeError, FirstPasswordError};
use parlor_domain::PasswordFault;

use super::routes::{too_soon, words, wrong};
use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::CODES;

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/v1/recovery", create::handle)
            .about("sends a code that replaces a forgotten password; whether anybody has the email is not told")
            .spends(&CODES)
            .gives(StatusCode::ACCEPTED, "if there is somebody to send it to, a code is on its way")
            .refuses(StatusCode::BAD_REQUEST, "no email")
            .example("missing", wrong("email", FieldFault::Required))
            .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code for this is too recent")
            .example("too_soon", too_soon()),
        endpoint(Method::POST, "/v1/recovery/verify", verify::handle)
            .about("says whether the code is right, and leaves it good")
            .spends(&CODES)
            .gives(StatusCode::NO_CONTENT, "it is")
            .refuses(StatusCode::BAD_REQUEST, "it is not")
            .example("wrong_code", words(CodeError::Wrong))
            .example("expired_code", words(CodeError::Expired)),
        endpoint(Method::PUT, "/v1/recovery/password", password::handle)
            .about(
                "sets the password: by a code, which ends every session, or by a `flow`, where there is none yet",
            )
            .spends(&CODES)
            .gives(StatusCode::NO_CONTENT, "it is set")
            .refuses(StatusCode::BAD_REQUEST, "a password that cannot be chosen, or no good proof")
            .example("weak", words(FirstPasswordError::Weak(vec![PasswordFault::TooCommon])))
            .example("wrong_code", words(CodeError::Wrong))
            .example("expired_code", words(CodeError::Expired))
            .example("wrong_flow", words(FirstPasswordError::NotProved)),
    ]
}
