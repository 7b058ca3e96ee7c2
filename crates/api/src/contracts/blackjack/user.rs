//! GET, PUT and PATCH `/api/user/`

use std::convert::Infallible;

use parlor_auth::{
    Caller, ChangePasswordError, Context, Credential, EmailChangeError, EmailProblem, Failure, ProfileFaults,
    Unproven, UsernameProblem, change_password, change_profile, profile_faults, renew_single,
    request_email_change,
};
use parlor_domain::PasswordFault;

use super::error::{locked, wrong};
use super::wrapped::{Wrapped, open};
use super::{Blackjack, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Dialect, FieldErrors, FieldFault, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

pub async fn show(app: App, signed_in: SignedIn<Blackjack>) -> Reply<Blackjack, wire::Own> {
    own(&app, signed_in.credential).await
}

/// Who calls is asked before what is wrong is told; then all of it is told at once.
pub async fn change(
    app: App,
    client: Client,
    signed_in: SignedIn<Blackjack>,
    body: Body<Blackjack, Wrapped<wire::Change>>,
) -> Reply<Blackjack, wire::Own> {
    let (wanted, fields) = convert::change(open(body)?, client);
    let is_slow = wanted.is_slow();
    let work = move |ctx: &Context, caller: Caller| change_user(ctx, caller, wanted, fields);
    let credential = signed_in.credential.clone();
    if is_slow {
        app.run_hashing_as(credential, work).await?;
    } else {
        app.run_as(credential, work).await?;
    }
    own(&app, signed_in.credential).await
}

/// The account that a credential speaks for, with a token to go on with.
async fn own(app: &App, credential: Credential) -> Reply<Blackjack, wire::Own> {
    let shown = credential.clone();
    let renew = move |ctx: &Context, caller: Caller| {
        let token = renew_single::<Infallible>(ctx, &caller, &shown)?;
        Ok((caller.account, token))
    };
    let (account, token) = app.run_as(credential, renew).await?;
    let balance = convert::balance_of(app, account.id).await?;
    ok(wire::Own { user: convert::own(&account, token, balance) })
}

/// Why the account is as before.
enum Rejected {
    /// What was wrong with the fields themselves, and what the account does not allow.
    Fields(FieldErrors, ProfileFaults, Vec<PasswordFault>),
    /// Another email was wanted.
    Email(EmailChangeError),
    /// Another password was wanted.
    Password(ChangePasswordError),
}

/// What needs the owner goes first: whoever may not do that changes nothing else either.
fn change_user(
    ctx: &Context,
    caller: Caller,
    wanted: convert::Wanted,
    fields: FieldErrors,
) -> Result<(), Failure<Rejected>> {
    let convert::Wanted { profile, email, password } = wanted;
    let faults = profile_faults(ctx, &caller, &profile)?;
    let weak = password.as_ref().map(|change| {
        let about = caller.account.about();
        ctx.policy.passwords.choose(change.wanted.clone(), change.strictness, &about).err()
    });
    let weak = weak.flatten().unwrap_or_default();
    if !fields.is_empty() || faults != ProfileFaults::default() || !weak.is_empty() {
        return Err(Failure::Refused(Rejected::Fields(fields, faults, weak)));
    }
    if let Some(email) = email {
        let asked = request_email_change(ctx, caller.clone(), email);
        asked.map_err(|failure| failure.map(Rejected::Email))?;
    }
    if let Some(password) = password {
        let changed = change_password(ctx, caller.clone(), password);
        changed.map_err(|failure| failure.map(Rejected::Password))?;
    }
    change_profile(ctx, caller, profile).map(drop).map_err(|failure| {
        failure.map(|refusal| Rejected::Fields(FieldErrors::default(), refusal.faults(), Vec::new()))
    })
}

impl Words<Rejected> for Blackjack {
    fn words(rejected: Rejected) -> Problem {
        let (mut errors, faults, weak) = match rejected {
            Rejected::Fields(errors, faults, weak) => (errors, faults, weak),
            Rejected::Email(refusal) => return Self::words(refusal),
            Rejected::Password(refusal) => return Self::words(refusal),
        };
        match faults.email {
            Some(EmailProblem::CannotRemove) => errors.push::<wire::Change>("email", FieldFault::Blank),
            None => {}
        }
        let username = faults.username.map(|problem| match problem {
            UsernameProblem::Invalid(invalid) => invalid.into(),
            UsernameProblem::CannotRemove => FieldFault::Blank,
            UsernameProblem::Taken => FieldFault::UsernameTaken,
        });
        if let Some(fault) = username {
            errors.push::<wire::Change>("username", fault);
        }
        if !weak.is_empty() {
            errors.0.push(("password", weak.into_iter().map(FieldFault::Password).collect()));
        }
        Self::fields(&errors)
    }
}

impl Words<EmailChangeError> for Blackjack {
    fn words(refusal: EmailChangeError) -> Problem {
        match refusal {
            EmailChangeError::Unproven(unproven) => self::unproven("email", unproven),
            EmailChangeError::TooSoon { retry_after } => plain::throttled(retry_after),
        }
    }
}

impl Words<ChangePasswordError> for Blackjack {
    fn words(refusal: ChangePasswordError) -> Problem {
        match refusal {
            ChangePasswordError::Weak(faults) => {
                let faults = faults.into_iter().map(FieldFault::Password).collect();
                Self::fields(&FieldErrors(vec![("password", faults)]))
            }
            ChangePasswordError::Unproven(unproven) => self::unproven("password", unproven),
        }
    }
}

/// What is said, under a field, to somebody of whom it is not known whether it is the owner.
fn unproven(field: &'static str, refusal: Unproven) -> Problem {
    match refusal {
        Unproven::Stale => wrong(field, FieldFault::SignInAgain),
        Unproven::Wrong => wrong("current_password", FieldFault::WrongPassword),
        Unproven::Locked { .. } => locked(),
    }
}
