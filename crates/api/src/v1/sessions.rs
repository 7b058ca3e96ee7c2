//! `/v1/sessions`

mod create;
mod current;
mod list;
mod one;
mod refresh;
mod several;
mod step_up;
mod wire;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{CodeError, EndSessionError, RefreshError, SignInError, StepUpError, Unproven};

use super::routes::{locked, words, wrong};
use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::{REFRESH, SIGN_IN};

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/v1/sessions", create::handle)
            .about("signs in, by the password or by a code sent for `sign_in`")
            .spends(&SIGN_IN)
            .gives(StatusCode::CREATED, "the tokens of a new session")
            .refuses(StatusCode::BAD_REQUEST, "fields that are missing, or a code that is not good")
            .example("missing", wrong("password", FieldFault::Required))
            .example("wrong_code", words(CodeError::Wrong))
            .example("expired_code", words(CodeError::Expired))
            .refuses(StatusCode::UNAUTHORIZED, "the wrong password, or no such account")
            .example("refused", words(SignInError::Refused))
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", locked()),
        endpoint(Method::GET, "/v1/sessions", list::handle)
            .about("the sessions of the account, those opened last first")
            .gives(StatusCode::OK, "a page of them")
            .refuses(StatusCode::BAD_REQUEST, "a limit or cursor that is wrong")
            .example("limit", wrong("limit", FieldFault::NotBetween(1, 100))),
        endpoint(Method::DELETE, "/v1/sessions", several::all)
            .about("signs out everywhere; no device is known any more")
            .gives(StatusCode::NO_CONTENT, "every session is over, this one too"),
        endpoint(Method::DELETE, "/v1/sessions/others", several::others)
            .about("signs out everywhere else")
            .gives(StatusCode::NO_CONTENT, "every other session is over"),
        endpoint(Method::POST, "/v1/sessions/refresh", refresh::handle)
            .about("renews a session; takes the refresh tokens of every contract")
            .spends(&REFRESH)
            .gives(StatusCode::OK, "the next tokens")
            .refuses(StatusCode::BAD_REQUEST, "no refresh token")
            .example("missing", wrong("refresh_token", FieldFault::Required))
            .refuses(StatusCode::UNAUTHORIZED, "a refresh token that is unknown, left behind or expired")
            .example("invalid", words(RefreshError::Invalid))
            .example("expired", words(RefreshError::Expired)),
        endpoint(Method::GET, "/v1/sessions/current", current::show)
            .about("the session of the credential")
            .gives(StatusCode::OK, "the session"),
        endpoint(Method::DELETE, "/v1/sessions/current", current::end)
            .about("signs out")
            .gives(StatusCode::NO_CONTENT, "the session is over"),
        endpoint(Method::POST, "/v1/sessions/current/step-up", step_up::handle)
            .about("makes the session fresh again by the password, with new credentials of its kind")
            .sets_cookie()
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "the next tokens")
            .refuses(StatusCode::BAD_REQUEST, "no password, or the wrong one")
            .example("missing", wrong("password", FieldFault::Required))
            .example("wrong", words(StepUpError::Unproven(Unproven::Wrong)))
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", locked()),
        endpoint(Method::DELETE, "/v1/sessions/{id}", one::handle)
            .about("ends a session of the account")
            .gives(StatusCode::NO_CONTENT, "it is over")
            .refuses(StatusCode::NOT_FOUND, "the account has no such session")
            .example("not_found", words(EndSessionError::NotFound)),
    ]
}
