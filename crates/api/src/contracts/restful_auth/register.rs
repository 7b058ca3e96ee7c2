//! POST `/api/register/`

use std::convert::Infallible;

use parlor_auth::{SignUpError, Taken, sign_up, sign_up_faults};
use parlor_domain::{EmailAddress, Strictness};

use super::{RestfulAuth, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Fault, FieldErrors, FieldFault, Problem, Refused, Reply, Words, created};
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
        Err((email, errors)) => return Err(with_names(&app, email, errors).await?.into()),
    };
    let account = app.run_hashing(move |ctx| sign_up(ctx, command)).await?;
    created(account.into())
}

/// Adds what is wrong with the email beyond its form, so that a form can show everything at once.
async fn with_names(
    app: &App,
    email: Option<EmailAddress>,
    mut errors: FieldErrors,
) -> Result<FieldErrors, Refused<RestfulAuth>> {
    let faults = app.run::<_, Infallible>(move |ctx| Ok(sign_up_faults(ctx, email.as_ref(), None)?)).await?;
    for refusal in faults {
        match reworded(refusal) {
            Reworded::Field(field, fault) => errors.push::<wire::Register>(field, fault),
            Reworded::Fault(fault) => return Err(fault.into()),
        }
    }
    Ok(errors)
}

impl Words<SignUpError> for RestfulAuth {
    fn words(refusal: SignUpError) -> Problem {
        match reworded(refusal) {
            Reworded::Field(field, fault) => plain::fields(&FieldErrors::of(field, fault)),
            Reworded::Fault(fault) => plain::fault(&fault),
        }
    }
}

enum Reworded {
    Field(&'static str, FieldFault),
    Fault(Fault),
}

fn reworded(refusal: SignUpError) -> Reworded {
    match refusal {
        SignUpError::Closed => Reworded::Fault(Fault::Forbidden),
        SignUpError::EmailDomain => Reworded::Field("email", FieldFault::InvalidEmail),
        // The username is the email here, so the email is what has to change.
        SignUpError::Taken(Taken::Email | Taken::Username) => {
            Reworded::Field("email", FieldFault::EmailTaken)
        }
        SignUpError::TooSoon { retry_after } => Reworded::Fault(Fault::Throttled { retry_after }),
    }
}
