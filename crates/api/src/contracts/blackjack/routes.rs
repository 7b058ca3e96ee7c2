//! The contract's table of contents.

use std::time::Duration;

use actix_web::http::{Method, StatusCode};
use parlor_auth::{BeginSignUpError, CompleteSignUpError, SignInError, TakenNames};
use serde_json::json;

use super::error::{locked, wrong};
use super::{Blackjack, balance, confirm_otp, convert, login, registration, user};
use crate::contracts::plain;
use crate::endpoint::{Endpoint, Fault, FieldFault, Problem, Words, endpoint};
use crate::shell::limits::{CODES, SIGN_IN, SIGN_UP};

pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        endpoint(Method::POST, "/api/auth/registration", registration::handle)
            .about("begins an account and mails the code that completes it")
            .spends(&SIGN_UP)
            .gives(StatusCode::OK, "the code is on its way")
            .example("sent", json!("OTP was successfully sent"))
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or names that are taken")
            .example("missing", wrong("password", FieldFault::Required))
            .example("taken", words(BeginSignUpError::Taken(TakenNames { email: true, username: true })))
            .refuses(StatusCode::FORBIDDEN, "only the operator makes accounts here")
            .example("closed", words(BeginSignUpError::Closed)),
        endpoint(Method::POST, "/api/user/confirm_otp", confirm_otp::handle)
            .about("completes a sign-up by its code")
            .spends(&CODES)
            .gives(StatusCode::OK, "the account, which signs in from now on")
            .refuses(StatusCode::BAD_REQUEST, "no code, or what is no code")
            .example("missing", confirm_otp::missing())
            .example("malformed", confirm_otp::malformed())
            .refuses(StatusCode::UNAUTHORIZED, "a code that is wrong, used or over")
            .example("expired", words(CompleteSignUpError::Wrong)),
        endpoint(Method::POST, "/api/auth/login", login::handle)
            .about("signs in")
            .spends(&SIGN_IN)
            .gives(StatusCode::OK, "the account, with a token")
            .refuses(StatusCode::BAD_REQUEST, "the wrong password, no such account, or one not confirmed")
            .example("refused", words(SignInError::Refused))
            .example("missing", wrong("password", FieldFault::Required))
            .refuses(StatusCode::FORBIDDEN, "locked out after too many wrong passwords")
            .example("locked", locked()),
        endpoint(Method::GET, "/api/user/", user::show)
            .about("the account that is signed in, with a token to go on with")
            .gives(StatusCode::OK, "the account"),
        changes(endpoint(Method::PUT, "/api/user/", user::change)),
        changes(endpoint(Method::PATCH, "/api/user/", user::change)),
        for_administrators(endpoint(Method::GET, "/api/user/balance", balance::show))
            .about("an account's balance, for administrators"),
        sets(endpoint(Method::PUT, "/api/user/balance", balance::set)),
        sets(endpoint(Method::PATCH, "/api/user/balance", balance::set)),
    ]
}

fn changes(endpoint: Endpoint) -> Endpoint {
    endpoint
        .about("changes what is sent; another email is asked for by a code, another password ends the other sessions")
        .spends(&SIGN_IN)
        .gives(StatusCode::OK, "the account, with a token to go on with")
        .refuses(StatusCode::BAD_REQUEST, "fields that are wrong, or a name that is taken")
        .example("taken", wrong("username", FieldFault::UsernameTaken))
        .example("stale", wrong("password", FieldFault::SignInAgain))
        .refuses(StatusCode::FORBIDDEN, "another email or password, and too many wrong passwords")
        .example("locked", locked())
        .refuses(StatusCode::TOO_MANY_REQUESTS, "the last code to that email is too recent")
        .example("too_soon", plain::throttled(Duration::from_secs(30)))
}

fn sets(endpoint: Endpoint) -> Endpoint {
    for_administrators(endpoint)
        .about("sets an account's balance, by an entry in its ledger, for administrators")
        .refuses(StatusCode::BAD_REQUEST, "no balance, or one that cannot be set")
        .example("missing", wrong("balance", FieldFault::NotInteger))
        .example("out_of_range", wrong("balance", convert::BALANCE_RANGE))
        .example("below_zero", wrong("balance", FieldFault::BelowZero))
}

fn for_administrators(endpoint: Endpoint) -> Endpoint {
    endpoint
        .gives(StatusCode::OK, "the balance")
        .meets("forbidden", "not an administrator", &Fault::Forbidden)
        .meets("unknown", "nobody has that username", &Fault::NotFound)
}

/// What the contract says to a refusal, as an example.
fn words<E>(refusal: E) -> Problem
where
    Blackjack: Words<E>,
{
    Blackjack::words(refusal)
}
