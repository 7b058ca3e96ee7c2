//! `/v1/accounts/me`

mod change;
mod deactivate;
mod delete;
mod password;
mod revision;
mod show;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{ChangePasswordError, Unproven};
use parlor_domain::PasswordFault;

use crate::endpoint::{Endpoint, FieldFault, endpoint};
use crate::shell::limits::SIGN_IN;
use crate::v1::routes::{locked, words, wrong};

const ETAG: &str = "Names this state of the account, for `If-Match`";

pub(super) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/v1/accounts/me", show::handle)
            .about("the account that is signed in")
            .gives(StatusCode::OK, "the account")
            .header("ETag", ETAG),
        endpoint(Method::PATCH, "/v1/accounts/me", change::handle)
            .about("changes the account; what is not sent stays as it is")
            .gives(StatusCode::OK, "the account")
            .header("ETag", ETAG)
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
            .example("invalid", wrong("username", FieldFault::InvalidUsername))
            .refuses(StatusCode::CONFLICT, "a username that belongs to another account")
            .example("taken", change::taken())
            .refuses(
                StatusCode::PRECONDITION_FAILED,
                "the account has changed since the state that `If-Match` names",
            )
            .example("outdated", change::outdated()),
        endpoint(Method::DELETE, "/v1/accounts/me", delete::handle)
            .about("deletes the account with all that belongs to it")
            .spends(&SIGN_IN)
            .gives(StatusCode::NO_CONTENT, "it is gone")
            .refuses(StatusCode::BAD_REQUEST, "the wrong password")
            .example("wrong", words(Unproven::Wrong))
            .refuses(StatusCode::FORBIDDEN, "no password, and not signed in of late; or too many wrong ones")
            .example("stale", words(Unproven::Stale))
            .example("locked", locked()),
        endpoint(Method::POST, "/v1/accounts/me/deactivate", deactivate::handle)
            .about(
                "switches the account off: its sessions end, its data stays, an administrator switches it on",
            )
            .gives(StatusCode::NO_CONTENT, "it is switched off"),
        endpoint(Method::PUT, "/v1/accounts/me/password", password::handle)
            .about("changes the password and ends every other session")
            .spends(&SIGN_IN)
            .gives(StatusCode::NO_CONTENT, "it is changed")
            .refuses(StatusCode::BAD_REQUEST, "a password that cannot be chosen, or the wrong present one")
            .example("weak", words(ChangePasswordError::Weak(vec![PasswordFault::TooCommon])))
            .example("wrong", words(Unproven::Wrong))
            .refuses(
                StatusCode::FORBIDDEN,
                "no present password, and not signed in of late; or too many wrong ones",
            )
            .example("stale", words(Unproven::Stale))
            .example("locked", locked()),
    ]
}
