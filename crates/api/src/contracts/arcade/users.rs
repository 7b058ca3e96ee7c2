//! GET, PATCH and DELETE `/users/<id>/`, and PATCH `/user/<id>`

use actix_web::http::StatusCode;
use parlor_auth::{
    Caller, Context, EmailChangeError, Failure, LeaveAccount, ProfileFaults, Unproven, UsernameProblem,
    WishEmailError, change_profile, deactivate_account, delete_account, profile_faults, wish_email,
};
use parlor_community::{UnknownAccount, leaderboard};
use parlor_domain::Account;

use super::convert::{Changes, Wanted};
use super::error::{NotOneself, locked, refused, unproven};
use super::{Arcade, convert, wire};
use crate::endpoint::{
    Body, Check, Dialect, Fault, FieldErrors, FieldFault, PathId, Problem, Reply, Words, ok,
};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

/// Why the account is as before.
enum Rejected {
    NotOneself,
    /// What was wrong with the fields themselves, and what the account does not allow.
    Fields(FieldErrors, ProfileFaults),
    Email(WishEmailError),
}

pub async fn show(
    app: App,
    signed_in: SignedIn<Arcade>,
    account: PathId<Arcade>,
) -> Reply<Arcade, wire::User> {
    let shown = app.run_community_as(signed_in.credential, move |community, caller| {
        oneself(&caller, account.id)?;
        let standing =
            leaderboard::standing(community, caller.account.id).map_err(|failure| match failure {
                // It has ended since.
                Failure::Refused(UnknownAccount) => Failure::Unauthenticated,
                other => other.map(|UnknownAccount| NotOneself),
            })?;
        Ok(wire::User::of(&caller.account, standing))
    });
    ok(shown.await?)
}

pub async fn change(
    app: App,
    client: Client,
    signed_in: SignedIn<Arcade>,
    account: PathId<Arcade>,
    body: Body<Arcade, wire::UserChange>,
) -> Reply<Arcade, wire::Done> {
    let (wanted, errors) = convert::change(body.fields, client);
    let changes = match wanted {
        Wanted::Deactivated if errors.is_empty() => {
            let cookie = app.cookies().ended(&signed_in.credential);
            let done = app.run_as(signed_in.credential, move |ctx, caller| {
                oneself(&caller, account.id)?;
                deactivate_account(ctx, &caller, client.address)?;
                Ok(wire::Done::of(&caller.account, "Account deactivated."))
            });
            return Ok(ok(done.await?)?.cookie(cookie));
        }
        Wanted::Deactivated => None,
        Wanted::Changed(changes) => Some(changes),
    };
    let is_slow = changes
        .as_ref()
        .and_then(|changes| changes.email.as_ref())
        .is_some_and(|email| email.password.is_some());
    let work = move |ctx: &Context, caller: Caller| {
        oneself(&caller, account.id).map_err(|NotOneself| Rejected::NotOneself).map_err(Failure::Refused)?;
        change_own(ctx, caller, changes.map(|changes| *changes), errors)
    };
    let account = if is_slow {
        app.run_hashing_as(signed_in.credential, work).await?
    } else {
        app.run_as(signed_in.credential, work).await?
    };
    ok(wire::Done::of(&account, "User Profile updated."))
}

/// A new email is asked for first: whoever may not do that changes nothing else either.
fn change_own(
    ctx: &Context,
    caller: Caller,
    changes: Option<Changes>,
    errors: FieldErrors,
) -> Result<Account, Failure<Rejected>> {
    let rejected = |errors, faults| Err(Failure::Refused(Rejected::Fields(errors, faults)));
    let Some(Changes { profile, email }) = changes else { return rejected(errors, ProfileFaults::default()) };
    let faults = profile_faults(ctx, &caller, &profile)?;
    if !errors.is_empty() || faults != ProfileFaults::default() {
        return rejected(errors, faults);
    }
    if let Some(email) = email {
        wish_email(ctx, caller.clone(), email).map_err(|failure| failure.map(Rejected::Email))?;
    }
    change_profile(ctx, caller, profile)
        .map_err(|failure| failure.map(|refusal| Rejected::Fields(FieldErrors::default(), refusal.faults())))
}

pub async fn delete(
    app: App,
    client: Client,
    signed_in: SignedIn<Arcade>,
    account: PathId<Arcade>,
    body: Body<Arcade, wire::Deletion>,
) -> Reply<Arcade, wire::Done> {
    let mut check = Check::default();
    let password = check.optional_password("password", body.fields.password);
    let errors = check.errors();
    let cookie = app.cookies().ended(&signed_in.credential);
    // Whose it is comes before a place in the queue for passwords is taken, and before what is wrong is told.
    let owner = app.run_as(signed_in.credential.clone(), move |_, caller| {
        oneself(&caller, account.id)?;
        Ok(caller.account)
    });
    let done = wire::Done::of(&owner.await?, "Account deleted.");
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let command = LeaveAccount { password, address: client.address };
    app.run_hashing_as(signed_in.credential, move |ctx, caller| delete_account(ctx, caller, command)).await?;
    Ok(ok(done)?.cookie(cookie))
}

fn oneself(caller: &Caller, id: i64) -> Result<(), NotOneself> {
    if caller.account.id.0 == id { Ok(()) } else { Err(NotOneself) }
}

/// Said of a deletion.
impl Words<Unproven> for Arcade {
    fn words(refusal: Unproven) -> Problem {
        match refusal {
            Unproven::Stale => refused(StatusCode::FORBIDDEN, "Sign in again to do this."),
            Unproven::Wrong => Self::fields(&FieldErrors::of("password", FieldFault::WrongPassword)),
            Unproven::Locked { .. } => locked(),
        }
    }
}

impl Words<WishEmailError> for Arcade {
    fn words(refusal: WishEmailError) -> Problem {
        let field = |fault| Self::fields(&FieldErrors::of("email", fault));
        match refusal {
            WishEmailError::Taken => field(FieldFault::EmailTaken),
            WishEmailError::CannotRemove => field(FieldFault::Blank),
            WishEmailError::Change(EmailChangeError::Unproven(refusal)) => unproven("email", refusal),
            WishEmailError::Change(EmailChangeError::TooSoon { retry_after }) => {
                Self::fault(&Fault::Throttled { retry_after })
            }
        }
    }
}

impl Words<Rejected> for Arcade {
    fn words(rejected: Rejected) -> Problem {
        let (mut errors, faults) = match rejected {
            Rejected::NotOneself => return Self::words(NotOneself),
            Rejected::Email(refusal) => return Self::words(refusal),
            Rejected::Fields(errors, faults) => (errors, faults),
        };
        let fault = match faults.username {
            None => return Self::fields(&errors),
            Some(UsernameProblem::Invalid(invalid)) => invalid.into(),
            Some(UsernameProblem::CannotRemove) => FieldFault::Blank,
            Some(UsernameProblem::Taken) => FieldFault::UsernameTaken,
        };
        errors.push::<wire::UserChange>("username", fault);
        Self::fields(&errors)
    }
}
