//! POST `/users/update/`

use std::convert::Infallible;

use parlor_auth::{
    Caller, Context, EmailChangeError, EmailProblem, Failure, ProfileFaults, Unproven, UsernameProblem,
    change_profile, profile_faults, request_email_change,
};

use super::error::locked;
use super::profile::oneself;
use super::{Transcendence, avatar, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{FieldErrors, FieldFault, FileForm, Problem, Reply, Words, ok};
use crate::shell::avatar::keep_avatar;
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

/// Why the account is as before.
enum Rejected {
    /// What was wrong with the fields themselves, and what the account does not allow.
    Fields(FieldErrors, ProfileFaults),
    /// Another email was wanted.
    Email(EmailChangeError),
}

/// Who calls is asked before what is wrong is told; then all of it is told at once.
pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<Transcendence>,
    form: FileForm<Transcendence, wire::Update>,
) -> Reply<Transcendence, wire::User> {
    // Before anything is read: whoever has no good credential must not fill memory.
    let caller = app.run_as::<_, Infallible>(signed_in.credential.clone(), |_, caller| Ok(caller)).await?;
    let (fields, file) = form.read("avatar", app.community().policy.avatars.max_bytes()).await?;
    let (wanted, mut fields) = convert::update(fields, client);
    let picture = match avatar::read(&app, file).await? {
        Ok(picture) => picture,
        Err(fault) => {
            fields.push::<wire::Update>("avatar", fault);
            None
        }
    };
    let is_slow = wanted.email.as_ref().is_some_and(|email| email.password.is_some());
    let work = move |ctx: &Context, caller: Caller| change_me(ctx, caller, wanted, fields);
    let credential = signed_in.credential.clone();
    if is_slow {
        app.run_hashing_as(credential, work).await?;
    } else {
        app.run_as(credential, work).await?;
    }
    if let Some(picture) = picture {
        keep_avatar(&app, caller.account.id, picture, Some(signed_in.credential.clone())).await?;
    }
    let shown = app.run_community_as::<_, Infallible>(signed_in.credential, |community, caller| {
        Ok(oneself(community, &caller.account)?)
    });
    ok(shown.await?)
}

/// A new email is asked for first: whoever may not do that changes nothing else either.
fn change_me(
    ctx: &Context,
    caller: Caller,
    wanted: convert::Wanted,
    fields: FieldErrors,
) -> Result<(), Failure<Rejected>> {
    let convert::Wanted { profile, email } = wanted;
    let faults = profile_faults(ctx, &caller, &profile)?;
    if !fields.is_empty() || faults != ProfileFaults::default() {
        return Err(Failure::Refused(Rejected::Fields(fields, faults)));
    }
    if let Some(email) = email {
        let asked = request_email_change(ctx, caller.clone(), email);
        asked.map_err(|failure| failure.map(Rejected::Email))?;
    }
    let changed = change_profile(ctx, caller, profile)
        .map_err(|failure| failure.map(|refusal| Rejected::Fields(FieldErrors::default(), refusal.faults())));
    changed.map(|_| ())
}

impl Words<Rejected> for Transcendence {
    fn words(rejected: Rejected) -> Problem {
        let (mut errors, faults) = match rejected {
            Rejected::Fields(errors, faults) => (errors, faults),
            Rejected::Email(refusal) => return Self::words(refusal),
        };
        if let Some(problem) = faults.username {
            let fault = match problem {
                UsernameProblem::Invalid(invalid) => invalid.into(),
                UsernameProblem::CannotRemove => FieldFault::Blank,
                UsernameProblem::Taken => FieldFault::UsernameTaken,
            };
            errors.push::<wire::Update>("username", fault);
        }
        if let Some(EmailProblem::CannotRemove) = faults.email {
            errors.push::<wire::Update>("email", FieldFault::Blank);
        }
        plain::fields(&errors)
    }
}

impl Words<EmailChangeError> for Transcendence {
    fn words(refusal: EmailChangeError) -> Problem {
        let field = |name, fault| plain::fields(&FieldErrors::of(name, fault));
        match refusal {
            EmailChangeError::Unproven(Unproven::Stale) => field("email", FieldFault::SignInAgain),
            EmailChangeError::Unproven(Unproven::Wrong) => field("old_password", FieldFault::WrongPassword),
            EmailChangeError::Unproven(Unproven::Locked { .. }) => locked(),
            EmailChangeError::TooSoon { retry_after } => plain::throttled(retry_after),
        }
    }
}
