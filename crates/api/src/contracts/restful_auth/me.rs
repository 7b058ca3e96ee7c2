//! GET, PUT and PATCH `/api/me/`

use std::convert::Infallible;

use parlor_auth::{ChangeProfile, EmailProblem, ProfileError, UsernameProblem, change_profile};

use super::{RestfulAuth, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, FieldErrors, FieldFault, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, Credential, SignedIn};

pub async fn show(app: App, signed_in: SignedIn<RestfulAuth>) -> Reply<RestfulAuth, wire::Me> {
    let caller = app.run_as::<_, Infallible>(signed_in.credential, |_, caller| Ok(caller)).await?;
    ok(caller.account.into())
}

pub async fn replace(
    app: App,
    client: Client,
    signed_in: SignedIn<RestfulAuth>,
    body: Body<RestfulAuth, wire::Profile>,
) -> Reply<RestfulAuth, wire::Me> {
    let command = convert::replace_profile(body.fields, client)?;
    run(app, signed_in.credential, command).await
}

pub async fn change(
    app: App,
    client: Client,
    signed_in: SignedIn<RestfulAuth>,
    body: Body<RestfulAuth, wire::Profile>,
) -> Reply<RestfulAuth, wire::Me> {
    let command = convert::change_profile(body.fields, client)?;
    run(app, signed_in.credential, command).await
}

async fn run(app: App, credential: Credential, command: ChangeProfile) -> Reply<RestfulAuth, wire::Me> {
    let account = app.run_as(credential, move |ctx, caller| change_profile(ctx, caller, command)).await?;
    ok(account.into())
}

impl Words<ProfileError> for RestfulAuth {
    fn words(refusal: ProfileError) -> Problem {
        let username = refusal.username.map(|problem| match problem {
            UsernameProblem::Invalid(invalid) => FieldFault::from(invalid),
            UsernameProblem::Taken => FieldFault::UsernameTaken,
        });
        let email = refusal.email.map(|problem| match problem {
            EmailProblem::CannotChange => FieldFault::EmailFixed,
        });
        let faults = [("username", username), ("email", email)];
        let faults = faults.into_iter().filter_map(|(field, fault)| Some((field, vec![fault?])));
        plain::fields(&FieldErrors(faults.collect()))
    }
}
