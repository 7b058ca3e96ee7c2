//! The contract's table of contents.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{RefreshError, SignInError, SignOutError, SignUpError, Taken};

use super::{RestfulAuth, login, logout, me, refresh, register};
use crate::contracts::plain;
use crate::endpoint::{Endpoint, FieldErrors, FieldFault, Problem, Words, endpoint};
use crate::shell::limits::{REFRESH, SIGN_IN, SIGN_UP};

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/api/register/", register::handle)
            .about("makes an account")
            .spends(&SIGN_UP)
            .gives(StatusCode::CREATED, "the account")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or an email that is taken")
            .example("missing", wrong("password", FieldFault::Required))
            .example("taken", words(SignUpError::Taken(Taken::Email)))
            .refuses(StatusCode::FORBIDDEN, "only the operator makes accounts here")
            .example("closed", words(SignUpError::Closed)),
        endpoint(Method::POST, "/api/login/", login::handle)
            .about("signs in")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "an access token and a refresh token")
            .refuses(StatusCode::BAD_REQUEST, "no email or no password")
            .example("missing", login::missing())
            .refuses(StatusCode::UNAUTHORIZED, "the wrong password, or no such account")
            .example("refused", words(SignInError::Refused))
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", login::locked()),
        endpoint(Method::POST, "/api/refresh/", refresh::handle)
            .about("renews a session")
            .spends(&REFRESH)
            .gives(StatusCode::OK, "a new access token and a new refresh token")
            .refuses(StatusCode::BAD_REQUEST, "no refresh token")
            .example("missing", refresh::missing())
            .refuses(StatusCode::UNAUTHORIZED, "a refresh token that is unknown, used up or expired")
            .example("unknown", words(RefreshError::Invalid))
            .example("expired", words(RefreshError::Expired)),
        endpoint(Method::POST, "/api/logout/", logout::handle)
            .about("ends the session that a refresh token belongs to")
            .spends(&REFRESH)
            .gives(StatusCode::OK, "the session is over")
            .refuses(StatusCode::BAD_REQUEST, "no refresh token, or none of a live session")
            .example("missing", refresh::missing())
            .example("unknown", words(SignOutError::Invalid)),
        endpoint(Method::GET, "/api/me/", me::show)
            .about("the account that is signed in")
            .gives(StatusCode::OK, "the account"),
        endpoint(Method::PUT, "/api/me/", me::replace)
            .about("renames the account; the username has to be there; another email is asked for by a code")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "the account")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or a username that is taken")
            .example("missing", wrong("username", FieldFault::Required))
            .example("taken", wrong("username", FieldFault::UsernameTaken))
            .example("stale", wrong("email", FieldFault::SignInAgain))
            .refuses(StatusCode::FORBIDDEN, "another email, and too many wrong passwords")
            .example("locked", login::locked())
            .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code to that email is too recent")
            .example("too_soon", plain::throttled(Duration::from_secs(30))),
        endpoint(Method::PATCH, "/api/me/", me::change)
            .about(
                "renames the account; what is not sent stays as it is; another email is asked for by a code",
            )
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "the account")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or a username that is taken")
            .example("invalid", wrong("username", FieldFault::InvalidUsername))
            .example("taken", wrong("username", FieldFault::UsernameTaken))
            .example("stale", wrong("email", FieldFault::SignInAgain))
            .refuses(StatusCode::FORBIDDEN, "another email, and too many wrong passwords")
            .example("locked", login::locked())
            .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code to that email is too recent")
            .example("too_soon", plain::throttled(Duration::from_secs(30))),
    ]
}

/// What the contract says to a refusal, as an example.
fn words<E>(refusal: E) -> Problem
where
    RestfulAuth: Words<E>,
{
    RestfulAuth::words(refusal)
}

fn wrong(field: &'static str, fault: FieldFault) -> Problem {
    plain::fields(&FieldErrors::of(field, fault))
}
