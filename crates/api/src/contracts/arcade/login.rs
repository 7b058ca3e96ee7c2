//! POST `/users/login/`

use std::convert::Infallible;

use actix_web::http::StatusCode;
use actix_web::http::header::SET_COOKIE;
use parlor_auth::{TellingSignInError, sign_in_telling};

use super::error::{locked, refused};
use super::{Arcade, convert, wire};
use crate::endpoint::{Body, Fault, Halt, Problem, Reply, Words, ok};
use crate::shell::agent::Agent;
use crate::shell::client::Client;
use crate::shell::cookies::Browser;
use crate::shell::{App, MaybeSignedIn};

pub async fn handle(
    app: App,
    client: Client,
    agent: Agent,
    browser: Browser,
    signed_in: MaybeSignedIn<Arcade>,
    body: Body<Arcade, wire::Login>,
) -> Reply<Arcade, wire::Done> {
    if let Some(credential) = signed_in.credential {
        match app.run_as::<_, Infallible>(credential, |_, _| Ok(())).await {
            Ok(()) => return Err(already().into()),
            // What is left of a session that is over keeps nobody from signing in.
            Err(Halt::Fault(Fault::BadCredential)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let command = convert::sign_in(body.fields, browser.origin(client, agent)).ok_or_else(missing)?;
    let opened = app.run_hashing(move |ctx| sign_in_telling(ctx, command)).await?;
    let answer = ok(wire::Done::of(&opened.account, "Login successful."))?;
    let answer = answer.header(SET_COOKIE, app.cookies().session(&opened.tokens));
    Ok(match opened.device {
        Some(device) => answer.header(SET_COOKIE, app.cookies().device(&device)),
        None => answer,
    })
}

/// What is answered to whoever is signed in.
pub fn already() -> Problem {
    refused(StatusCode::BAD_REQUEST, "User is already authenticated.")
}

/// What is answered without a username or a password.
pub fn missing() -> Problem {
    refused(StatusCode::UNAUTHORIZED, "Username and password are required.")
}

impl Words<TellingSignInError> for Arcade {
    fn words(refusal: TellingSignInError) -> Problem {
        match refusal {
            TellingSignInError::UnknownName => refused(StatusCode::UNAUTHORIZED, "Username does not exist."),
            TellingSignInError::WrongPassword => refused(StatusCode::UNAUTHORIZED, "Invalid password."),
            TellingSignInError::Locked => locked(),
        }
    }
}
