//! GET, PUT and PATCH `/api/me/`

use std::convert::Infallible;

use parlor_auth::{
    Caller, Context, Credential, EmailChangeError, EmailProblem, Failure, ProfileFaults, Unproven,
    UsernameProblem, change_profile, profile_faults, request_email_change,
};
use parlor_domain::Account;

use super::login::locked;
use super::{RestfulAuth, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, FieldErrors, FieldFault, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

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

/// Why the account is as before.
enum Rejected {
    /// What was wrong with the fields themselves, and what the account does not allow.
    Fields(FieldErrors, ProfileFaults),
    /// Another email was wanted.
    Email(EmailChangeError),
}

/// Who calls is asked before what is wrong is told; then all of it is told at once.
async fn run(
    app: App,
    credential: Credential,
    (wanted, fields): (convert::Wanted, FieldErrors),
) -> Reply<RestfulAuth, wire::Me> {
    let is_slow = wanted.email.as_ref().is_some_and(|email| email.password.is_some());
    let work = move |ctx: &Context, caller: Caller| change_me(ctx, caller, wanted, fields);
    let account = if is_slow {
        app.run_hashing_as(credential, work).await?
    } else {
        app.run_as(credential, work).await?
    };
    ok(account.into())
}

/// A new email is asked for first: whoever may not do that changes nothing else either.
fn change_me(
    ctx: &Context,
    caller: Caller,
    wanted: convert::Wanted,
    fields: FieldErrors,
) -> Result<Account, Failure<Rejected>> {
    let convert::Wanted { profile, email } = wanted;
    let faults = profile_faults(ctx, &caller, &profile)?;
    if !fields.is_empty() || faults != ProfileFaults::default() {
        return Err(Failure::Refused(Rejected::Fields(fields, faults)));
    }
    if let Some(email) = email {
        let asked = request_email_change(ctx, caller.clone(), email);
        asked.map_err(|failure| failure.map(Rejected::Email))?;
    }
    change_profile(ctx, caller, profile)
        .map_err(|failure| failure.map(|refusal| Rejected::Fields(FieldErrors::default(), refusal.faults())))
}

impl Words<Rejected> for RestfulAuth {
    fn words(rejected: Rejected) -> Problem {
        let (mut errors, faults) = match rejected {
            Rejected::Fields(errors, faults) => (errors, faults),
            Rejected::Email(refusal) => return Self::words(refusal),
        };
        match faults.username {
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
        match faults.email {
            Some(EmailProblem::CannotRemove) => errors.push::<wire::Profile>("email", FieldFault::Blank),
            None => {}
        }
        plain::fields(&errors)
    }
}

impl Words<EmailChangeError> for RestfulAuth {
    fn words(refusal: EmailChangeError) -> Problem {
        let field = |name, fault| plain::fields(&FieldErrors::of(name, fault));
        match refusal {
            EmailChangeError::Unproven(Unproven::Stale) => field("email", FieldFault::SignInAgain),
            EmailChangeError::Unproven(Unproven::Wrong) => {
                field("current_password", FieldFault::WrongPassword)
            }
            EmailChangeError::Unproven(Unproven::Locked { .. }) => locked(),
            EmailChangeError::TooSoon { retry_after } => plain::throttled(retry_after),
        }
    }
}
