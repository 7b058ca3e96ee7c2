//! POST `/api/register/`

use std::convert::Infallible;

use parlor_auth::{SignUpError, sign_up, taken_names};
use parlor_domain::{EmailAddress, Strictness};

use super::{RestfulAuth, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, FieldErrors, FieldFault, Problem, Refused, Reply, Words, created};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<RestfulAuth, wire::Register>,
) -> Reply<RestfulAuth, wire::Registered> {
    // The contract's documented example would not pass the full rules.
    let rules = app.password_rules(Strictness::LengthOnly);
    let command = match convert::sign_up(body.fields, client, rules) {
        Ok(command) => command,
        Err((email, errors)) => return Err(with_taken(&app, email, errors).await?.into()),
    };
    let account = app.run_hashing(move |ctx| sign_up(ctx, command)).await?;
    created(account.into())
}

/// Adds that the email is taken to what else is wrong, so that a form can show everything at once.
async fn with_taken(
    app: &App,
    email: Option<EmailAddress>,
    mut errors: FieldErrors,
) -> Result<FieldErrors, Refused<RestfulAuth>> {
    let taken = app.run::<_, Infallible>(move |ctx| Ok(taken_names(ctx, email.as_ref(), None)?)).await?;
    for refusal in taken {
        let (field, fault) = field(refusal);
        errors.push::<wire::Register>(field, fault);
    }
    Ok(errors)
}

impl Words<SignUpError> for RestfulAuth {
    fn words(refusal: SignUpError) -> Problem {
        let (field, fault) = field(refusal);
        plain::fields(&FieldErrors::of(field, fault))
    }
}

fn field(refusal: SignUpError) -> (&'static str, FieldFault) {
    match refusal {
        SignUpError::EmailTaken => ("email", FieldFault::EmailTaken),
        // The username is the email here, so the email is what has to change.
        SignUpError::UsernameTaken => ("email", FieldFault::EmailTaken),
    }
}
