//! The contract's table of contents.

use actix_web::http::{Method, StatusCode};

use super::{login, logout, me, refresh, register};
use crate::endpoint::{Endpoint, endpoint};
use crate::shell::limits::{REFRESH, SIGN_IN, SIGN_UP};

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/api/register/", register::handle)
            .about("makes an account")
            .spends(&SIGN_UP)
            .answers(StatusCode::CREATED, "the account")
            .answers(StatusCode::BAD_REQUEST, "fields that are wrong, or an email that is taken")
            .answers(StatusCode::FORBIDDEN, "only the operator makes accounts here"),
        endpoint(Method::POST, "/api/login/", login::handle)
            .about("signs in")
            .spends(&SIGN_IN)
            .answers(StatusCode::OK, "an access token and a refresh token")
            .answers(StatusCode::BAD_REQUEST, "no email or no password")
            .answers(StatusCode::UNAUTHORIZED, "the wrong password, or no such account")
            .answers(StatusCode::FORBIDDEN, "locked out after too many wrong passwords"),
        endpoint(Method::POST, "/api/refresh/", refresh::handle)
            .about("renews a session")
            .spends(&REFRESH)
            .answers(StatusCode::OK, "a new access token and a new refresh token")
            .answers(StatusCode::BAD_REQUEST, "no refresh token")
            .answers(StatusCode::UNAUTHORIZED, "a refresh token that is unknown, used up or expired"),
        endpoint(Method::POST, "/api/logout/", logout::handle)
            .about("ends the session that a refresh token belongs to")
            .spends(&REFRESH)
            .answers(StatusCode::OK, "the session is over")
            .answers(StatusCode::BAD_REQUEST, "no refresh token, or none of a live session"),
        endpoint(Method::GET, "/api/me/", me::show)
            .about("the account that is signed in")
            .answers(StatusCode::OK, "the account"),
        endpoint(Method::PUT, "/api/me/", me::replace)
            .about("renames the account; the username has to be there")
            .answers(StatusCode::OK, "the account")
            .answers(StatusCode::BAD_REQUEST, "fields that are wrong, or a username that is taken"),
        endpoint(Method::PATCH, "/api/me/", me::change)
            .about("renames the account; what is not sent stays as it is")
            .answers(StatusCode::OK, "the account")
            .answers(StatusCode::BAD_REQUEST, "fields that are wrong, or a username that is taken"),
    ]
}
