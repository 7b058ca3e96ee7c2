//! POST `/api/auth/registration`

use std::convert::Infallible;

use parlor_auth::{BeginSignUpError, TakenNames, begin_sign_up, taken_names};

use super::error::wrong;
use super::wrapped::{Wrapped, open};
use super::{Blackjack, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Dialect, Fault, FieldErrors, FieldFault, Problem, Refused, Reply, Words, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Blackjack, Wrapped<wire::Registration>>,
) -> Reply<Blackjack, wire::Sent> {
    let command = match convert::registration(open(body)?, client, app.ctx().policy.passwords) {
        Ok(command) => command,
        Err(rejected) => return Err(with_taken(&app, rejected).await?.into()),
    };
    app.run_hashing(move |ctx| begin_sign_up(ctx, &command)).await?;
    ok(wire::Sent("OTP was successfully sent"))
}

/// Adds which names are taken to what is wrong with fields, so that a form can show everything at once.
async fn with_taken(app: &App, rejected: convert::Rejected) -> Result<FieldErrors, Refused<Blackjack>> {
    let convert::Rejected { email, username, errors } = rejected;
    let look = move |ctx: &parlor_auth::Context| Ok(taken_names(ctx, email.as_ref(), username.as_ref())?);
    let taken = app.run::<_, Infallible>(look).await?;
    Ok(told(taken, errors))
}

fn told(taken: TakenNames, mut errors: FieldErrors) -> FieldErrors {
    if taken.email {
        errors.push::<wire::Registration>("email", FieldFault::EmailTaken);
    }
    if taken.username {
        errors.push::<wire::Registration>("username", FieldFault::UsernameTaken);
    }
    errors
}

impl Words<BeginSignUpError> for Blackjack {
    fn words(refusal: BeginSignUpError) -> Problem {
        match refusal {
            BeginSignUpError::Closed => plain::fault(&Fault::Forbidden),
            BeginSignUpError::EmailDomain => wrong("email", FieldFault::InvalidEmail),
            BeginSignUpError::Taken(taken) => Self::fields(&told(taken, FieldErrors::default())),
            BeginSignUpError::TooSoon { retry_after } | BeginSignUpError::TooMany { retry_after } => {
                plain::throttled(retry_after)
            }
        }
    }
}
