//! POST `/api/register/`

use parlor_auth::{SignUpError, sign_up};
use parlor_domain::Strictness;

use super::{RestfulAuth, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, FieldErrors, FieldFault, Problem, Reply, Words, created};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<RestfulAuth, wire::Register>,
) -> Reply<RestfulAuth, wire::Registered> {
    // The contract's documented example would not pass the full rules.
    let rules = app.password_rules(Strictness::LengthOnly);
    let command = convert::sign_up(body.fields, client, rules)?;
    let account = app.run_hashing(move |ctx| sign_up(ctx, command)).await?;
    created(account.into())
}

impl Words<SignUpError> for RestfulAuth {
    fn words(refusal: SignUpError) -> Problem {
        let (field, fault) = match refusal {
            SignUpError::EmailTaken => ("email", FieldFault::EmailTaken),
            // The username is the email here, so the email is what has to change.
            SignUpError::UsernameTaken => ("email", FieldFault::EmailTaken),
        };
        plain::fields(&FieldErrors::of(field, fault))
    }
}
