//! The contract's table of contents.

use actix_web::http::{Method, StatusCode};
use parlor_auth::{CodeError, ConfirmError, SetPinError, SignInError, Unproven, VerifyTokenError};
use parlor_domain::PasswordFault;

use super::error::locked;
use super::{
    Cryptopay, password, pin, recovery, resend_code, reset_email, sign_up, tokens, users, verify_code,
};
use crate::contracts::plain;
use crate::endpoint::{Endpoint, FieldErrors, FieldFault, Problem, Words, endpoint};
use crate::shell::limits::{CODES, REFRESH, SIGN_IN, SIGN_UP};

pub(crate) fn routes() -> Vec<Endpoint> {
    let mut routes = signing_up();
    routes.extend(tokens());
    routes.extend(recovery());
    routes.extend(within_a_session());
    routes.extend(users());
    routes
}

fn signing_up() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/api/v1/auth/users/", sign_up::handle)
            .about("begins an account and mails a code; the same where the address has one already")
            .spends(&SIGN_UP)
            .gives(StatusCode::CREATED, "the address that the code went to")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or terms that are not accepted")
            .example("missing", wrong("email", FieldFault::Required))
            .example("terms", sign_up::terms_refused())
            .refuses(StatusCode::FORBIDDEN, "only the operator makes accounts here")
            .example("closed", words(parlor_auth::SignUpByCodeError::Closed)),
        endpoint(Method::POST, "/api/v1/auth/resend-code/", resend_code::handle)
            .about("mails another code; the same for an address that nobody has")
            .spends(&CODES)
            .gives(StatusCode::OK, "a code is on its way, if anybody can use one")
            .refuses(StatusCode::BAD_REQUEST, "an email that is wrong, or another purpose")
            .example("invalid", wrong("email", FieldFault::InvalidEmail))
            .example("purpose", verify_code::unsupported()),
        endpoint(Method::POST, "/api/v1/auth/verify-code/", verify_code::handle)
            .about("confirms an email, or says whether a recovery code is good")
            .spends(&CODES)
            .gives(StatusCode::OK, "the code is good")
            .header("Set-Cookie", "Lets the first password be set, where there is none")
            .refuses(StatusCode::BAD_REQUEST, "something is missing, or the code is wrong or has ended")
            .example("missing", verify_code::missing())
            .example("purpose", verify_code::unsupported())
            .example("wrong", words(ConfirmError::Code(CodeError::Wrong)))
            .example("expired", words(ConfirmError::Code(CodeError::Expired))),
        endpoint(Method::POST, "/api/v1/auth/public-set-password/", password::set_first)
            .about("sets the first password, within 15 minutes of the email's confirmation, by whoever confirmed it")
            .spends(&SIGN_UP)
            .gives(StatusCode::OK, "it is set")
            .refuses(StatusCode::BAD_REQUEST, "a password that cannot be chosen, or no confirmation")
            .example("weak", wrong("password", FieldFault::Password(PasswordFault::TooCommon)))
            .example("mismatch", password::mismatch())
            .example("not_verified", password::not_verified()),
    ]
}

fn tokens() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/api/v1/auth/token/obtain/", tokens::obtain)
            .about("signs in")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "an access token and a refresh token")
            .refuses(StatusCode::BAD_REQUEST, "no email or no password")
            .example("missing", wrong("password", FieldFault::Required))
            .refuses(
                StatusCode::UNAUTHORIZED,
                "the wrong password, no such account, or an email that is not confirmed",
            )
            .example("refused", words(SignInError::Refused))
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", locked()),
        endpoint(Method::POST, "/api/v1/auth/token/verify/", tokens::verify)
            .about("says whether a token is good")
            .spends(&REFRESH)
            .gives(StatusCode::OK, "it is")
            .example("good", serde_json::Value::Object(serde_json::Map::new()))
            .refuses(StatusCode::BAD_REQUEST, "no token")
            .example("missing", wrong("token", FieldFault::Required))
            .refuses(StatusCode::UNAUTHORIZED, "it is not")
            .example("invalid", words(VerifyTokenError::Invalid)),
        endpoint(Method::POST, "/api/v1/auth/token/refresh/", tokens::renew)
            .about("renews a session")
            .spends(&REFRESH)
            .gives(StatusCode::OK, "the next tokens")
            .refuses(StatusCode::BAD_REQUEST, "no refresh token")
            .example("missing", wrong("refresh", FieldFault::Required))
            .refuses(StatusCode::UNAUTHORIZED, "a refresh token that is not good, or an access token")
            .example("invalid", tokens::invalid())
            .example("wrong_type", tokens::wrong_type()),
    ]
}

fn recovery() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/api/v1/auth/recovery-request/", recovery::request)
            .about("mails a code for a forgotten password; the same for an address that nobody has")
            .spends(&CODES)
            .gives(StatusCode::OK, "a code is on its way, if anybody can use one")
            .refuses(StatusCode::BAD_REQUEST, "an email that is wrong")
            .example("invalid", wrong("email", FieldFault::InvalidEmail)),
        endpoint(Method::POST, "/api/v1/auth/recovery-reset-password/", recovery::reset)
            .about("replaces a forgotten password and ends every session")
            .spends(&CODES)
            .gives(StatusCode::OK, "it is replaced")
            .refuses(StatusCode::BAD_REQUEST, "something is missing, or the code or the password does not do")
            .example("missing", recovery::missing())
            .example("mismatch", password::mismatch())
            .example("wrong", recovery::wrong()),
    ]
}

fn within_a_session() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/api/v1/auth/reset-pin-request/", pin::request_reset)
            .about("mails a code for a forgotten PIN")
            .spends(&CODES)
            .gives(StatusCode::OK, "it is on its way")
            .refuses(StatusCode::BAD_REQUEST, "the account has no email")
            .example("no_email", wrong("email", FieldFault::Required)),
        endpoint(Method::POST, "/api/v1/auth/reset-pin-verify/", pin::verify_reset)
            .about("takes the PIN away, so that another may be set")
            .gives(StatusCode::OK, "it is gone")
            .refuses(StatusCode::BAD_REQUEST, "no code, or one that is not good")
            .example("missing", pin::code_missing())
            .example("wrong", words(CodeError::Wrong)),
        endpoint(Method::POST, "/api/v1/auth/set-pin/", pin::set)
            .about("sets the PIN")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "it is set")
            .refuses(StatusCode::BAD_REQUEST, "a PIN that cannot be chosen, or the wrong present one")
            .example("current", words(SetPinError::CurrentMissing))
            .refuses(StatusCode::FORBIDDEN, "locked after too many wrong PINs")
            .example("locked", pin::locked()),
        endpoint(Method::POST, "/api/v1/auth/verify-pin/", pin::verify)
            .about("checks the PIN")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "it is right")
            .refuses(StatusCode::BAD_REQUEST, "it is not, or there is none")
            .example("wrong", wrong("pin", FieldFault::WrongPin))
            .refuses(StatusCode::FORBIDDEN, "locked after too many wrong PINs")
            .example("locked", pin::locked()),
        endpoint(Method::POST, "/api/v1/auth/reset-email-request/", reset_email::request)
            .about("mails a code to another email, which is to be the account's")
            .spends(&CODES)
            .gives(StatusCode::OK, "it is on its way")
            .refuses(StatusCode::BAD_REQUEST, "an email that is wrong, or not signed in of late")
            .example("stale", wrong("email", FieldFault::SignInAgain))
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", locked()),
        endpoint(Method::POST, "/api/v1/auth/reset-email-verify/", reset_email::verify)
            .about("changes the email to the one that the code went to")
            .gives(StatusCode::OK, "it is changed")
            .refuses(StatusCode::BAD_REQUEST, "no code, or one that is not good")
            .example("missing", pin::code_missing())
            .example("wrong", words(CodeError::Wrong)),
    ]
}

fn users() -> Vec<Endpoint> {
    let mut routes = vec![
        endpoint(Method::GET, "/api/v1/auth/users/", users::list)
            .about("the accounts that the caller may see: its own, or all for an administrator")
            .gives(StatusCode::OK, "some of them, in the order of their ids")
            .header("Link", "The parts of the list before and after this one")
            .refuses(StatusCode::BAD_REQUEST, "a limit or offset that is wrong")
            .example("limit", wrong("limit", FieldFault::NotInteger)),
        endpoint(Method::POST, "/api/v1/auth/users/set_password/", password::change)
            .about("changes the password and ends every other session")
            .spends(&SIGN_IN)
            .gives(StatusCode::NO_CONTENT, "it is changed")
            .refuses(StatusCode::BAD_REQUEST, "a password that cannot be chosen, or the wrong present one")
            .example("wrong", words(Unproven::Wrong))
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", locked()),
        shows(endpoint(Method::GET, "/api/v1/auth/users/me/", users::show_own)),
        shows(endpoint(Method::GET, "/api/v1/auth/users/{id}/", users::show_one)),
        deletes(endpoint(Method::DELETE, "/api/v1/auth/users/me/", users::delete_own)),
        deletes(endpoint(Method::DELETE, "/api/v1/auth/users/{id}/", users::delete_one)),
    ];
    for method in [Method::POST, Method::PUT, Method::PATCH] {
        routes.push(changes(endpoint(method.clone(), "/api/v1/auth/users/me/", users::change_own)));
        routes.push(changes(endpoint(method, "/api/v1/auth/users/{id}/", users::change_one)));
    }
    routes
}

fn shows(endpoint: Endpoint) -> Endpoint {
    endpoint.about("an account that the caller may see").gives(StatusCode::OK, "the account")
}

fn changes(endpoint: Endpoint) -> Endpoint {
    endpoint
        .about("changes the names; what is not sent stays as it is")
        .gives(StatusCode::OK, "the account")
        .refuses(StatusCode::BAD_REQUEST, "fields that are wrong")
        .example("long", wrong("first_name", FieldFault::TooLong(150)))
}

fn deletes(endpoint: Endpoint) -> Endpoint {
    endpoint
        .about("deletes the caller's account with all that belongs to it")
        .spends(&SIGN_IN)
        .gives(StatusCode::NO_CONTENT, "it is gone")
        .refuses(StatusCode::BAD_REQUEST, "no password, or the wrong one")
        .example("wrong", words(Unproven::Wrong))
        .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
        .example("locked", locked())
}

/// What the contract says to a refusal, as an example.
fn words<E>(refusal: E) -> Problem
where
    Cryptopay: Words<E>,
{
    Cryptopay::words(refusal)
}

fn wrong(field: &'static str, fault: FieldFault) -> Problem {
    plain::fields(&FieldErrors::of(field, fault))
}
