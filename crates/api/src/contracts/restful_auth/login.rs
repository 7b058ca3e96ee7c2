//! POST `/api/login/`

use actix_web::http::StatusCode;
use parlor_auth::{SignInError, sign_in};

use super::error::error;
use super::{RestfulAuth, convert, wire};
use crate::endpoint::{Body, Problem, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<RestfulAuth, wire::Login>,
) -> Reply<RestfulAuth, wire::Tokens> {
    let command = convert::sign_in(body.fields, client).ok_or_else(missing)?;
    let signed_in = app.run_hashing(move |ctx| sign_in(ctx, command)).await?;
    ok(signed_in.tokens.into())
}

/// What is answered without an email or a password.
pub fn missing() -> Problem {
    error(StatusCode::BAD_REQUEST, "Please provide username and password")
}

/// What is answered while locked out; not until when.
pub fn locked() -> Problem {
    error(StatusCode::FORBIDDEN, "Locked out due to too many login failures.")
}

impl Words<SignInError> for RestfulAuth {
    fn words(refusal: SignInError) -> Problem {
        match refusal {
            SignInError::Refused => error(StatusCode::UNAUTHORIZED, "Invalid credentials"),
            SignInError::Locked { .. } => locked(),
        }
    }
}
