//! GET, PUT and PATCH `/api/me/`

use std::convert::Infallible;

use parlor_auth::{
    Caller, ChangeProfile, Context, EmailProblem, Failure, ProfileError, ProfileFaults, UsernameProblem,
    change_profile, profile_faults,
};

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
    body: Body<RestfulAuth, wire::WholeProfile>,
) -> Reply<RestfulAuth, wire::Me> {
    run(app, signed_in.credential, convert::profile(body.fields.into(), true, client)).await
}

pub async fn change(
    app: App,
    client: Client,
    signed_in: SignedIn<RestfulAuth>,
    body: Body<RestfulAuth, wire::Profile>,
) -> Reply<RestfulAuth, wire::Me> {
    run(app, signed_in.credential, convert::profile(body.fields, false, client)).await
}

/// What was wrong with the fields themselves, and what the account does not allow.
#[derive(Default)]
struct Rejected {
    fields: FieldErrors,
    profile: ProfileFaults,
}

/// Who calls is asked before what is wrong is told; then all of it is told at once.
async fn run(
    app: App,
    credential: Credential,
    (command, fields): (ChangeProfile, FieldErrors),
) -> Reply<RestfulAuth, wire::Me> {
    let change = move |ctx: &Context, caller: Caller| {
        if fields.is_empty() {
            let changed = change_profile(ctx, caller, command);
            return changed.map_err(|failure| {
                failure.map(|refusal| match refusal {
                    ProfileError::Fields(profile) => Rejected { profile, ..Rejected::default() },
                    // Only a change of a named revision is told that it is outdated; this one names none.
                    ProfileError::Outdated => Rejected::default(),
                })
            });
        }
        let profile = profile_faults(ctx, &caller, &command)?;
        Err(Failure::Refused(Rejected { fields, profile }))
    };
    let account = app.run_as(credential, change).await?;
    ok(account.into())
}

impl Words<Rejected> for RestfulAuth {
    fn words(rejected: Rejected) -> Problem {
        let mut errors = rejected.fields;
        match rejected.profile.username {
            Some(UsernameProblem::Invalid(invalid)) => {
                errors.push::<wire::Profile>("username", invalid.into())
            }
            Some(UsernameProblem::CannotRemove) => {
                errors.push::<wire::Profile>("username", FieldFault::Blank)
            }
            Some(UsernameProblem::Taken) => {
                errors.push::<wire::Profile>("username", FieldFault::UsernameTaken)
            }
            None => {}
        }
        match rejected.profile.email {
            Some(EmailProblem::CannotRemove) => errors.push::<wire::Profile>("email", FieldFault::Blank),
            Some(EmailProblem::CannotChange) => errors.push::<wire::Profile>("email", FieldFault::EmailFixed),
            None => {}
        }
        plain::fields(&errors)
    }
}
