//! The contract's table of contents.

use actix_web::http::{Method, StatusCode};

use super::{login, logout, me, refresh, register, wire};
use crate::endpoint::{Endpoint, endpoint};
use crate::shell::limits::{REFRESH, SIGN_IN, SIGN_UP};

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/api/register/", register::handle)
            .about("makes an account")
            .takes::<wire::Register>()
            .spends(&SIGN_UP)
            .gives(StatusCode::CREATED, "the account")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or an email that is taken"),
        endpoint(Method::POST, "/api/login/", login::handle)
            .about("signs in")
            .takes::<wire::Login>()
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "an access token and a refresh token")
            .refuses(StatusCode::BAD_REQUEST, "no email or no password")
            .refuses(StatusCode::UNAUTHORIZED, "the wrong password, or no such account")
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords"),
        endpoint(Method::POST, "/api/refresh/", refresh::handle)
            .about("renews a session")
            .takes::<wire::RefreshToken>()
            .spends(&REFRESH)
            .gives(StatusCode::OK, "a new access token and a new refresh token")
            .refuses(StatusCode::BAD_REQUEST, "no refresh token")
            .refuses(StatusCode::UNAUTHORIZED, "a refresh token that is unknown, used up or expired"),
        endpoint(Method::POST, "/api/logout/", logout::handle)
            .about("ends the session that a refresh token belongs to")
            .takes::<wire::RefreshToken>()
            .spends(&REFRESH)
            .gives(StatusCode::OK, "the session is over")
            .refuses(StatusCode::BAD_REQUEST, "no refresh token, or none of a live session"),
        endpoint(Method::GET, "/api/me/", me::show)
            .about("the account that is signed in")
            .signed_in()
            .gives(StatusCode::OK, "the account"),
        endpoint(Method::PUT, "/api/me/", me::replace)
            .about("renames the account; the username has to be there")
            .takes::<wire::Profile>()
            .signed_in()
            .gives(StatusCode::OK, "the account")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or a username that is taken"),
        endpoint(Method::PATCH, "/api/me/", me::change)
            .about("renames the account; what is not sent stays as it is")
            .takes::<wire::Profile>()
            .signed_in()
            .gives(StatusCode::OK, "the account")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or a username that is taken"),
    ]
}
