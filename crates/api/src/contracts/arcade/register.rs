//! POST `/users/register/`

use std::convert::Infallible;

use parlor_auth::{SignUpError, Taken, sign_up, sign_up_faults};
use parlor_domain::{Strictness, Username};

use super::{Arcade, convert, wire};
use crate::endpoint::{
    Body, Dialect, Fault, FieldErrors, FieldFault, Problem, Refused, Reply, Words, created,
};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Arcade, wire::Register>,
) -> Reply<Arcade, wire::Done> {
    let rules = app.password_rules(Strictness::Full);
    let command = match convert::sign_up(body.fields, client, rules) {
        Ok(command) => command,
        Err((username, errors)) => return Err(with_names(&app, username, errors).await?.into()),
    };
    let account = app.run_hashing(move |ctx| sign_up(ctx, command)).await?;
    created(wire::Done::of(&account, "User created."))
}

/// Adds what is wrong with the username beyond its form, so that a form can show everything at once.
async fn with_names(
    app: &App,
    username: Option<Username>,
    mut errors: FieldErrors,
) -> Result<FieldErrors, Refused<Arcade>> {
    let faults =
        app.run::<_, Infallible>(move |ctx| Ok(sign_up_faults(ctx, None, username.as_ref())?)).await?;
    for refusal in faults {
        match reworded(refusal) {
            Reworded::Field(fault) => errors.push::<wire::Register>("username", fault),
            Reworded::Fault(fault) => return Err(fault.into()),
        }
    }
    Ok(errors)
}

enum Reworded {
    Field(FieldFault),
    Fault(Fault),
}

/// There is no email in this sign-up that could be wrong.
fn reworded(refusal: SignUpError) -> Reworded {
    match refusal {
        SignUpError::Closed | SignUpError::EmailDomain => Reworded::Fault(Fault::Forbidden),
        SignUpError::Taken(Taken::Email | Taken::Username) => Reworded::Field(FieldFault::UsernameTaken),
        SignUpError::TooSoon { retry_after } => Reworded::Fault(Fault::Throttled { retry_after }),
    }
}

impl Words<SignUpError> for Arcade {
    fn words(refusal: SignUpError) -> Problem {
        match reworded(refusal) {
            Reworded::Field(fault) => Self::fields(&FieldErrors::of("username", fault)),
            Reworded::Fault(fault) => Self::fault(&fault),
        }
    }
}
