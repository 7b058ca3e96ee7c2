//! PATCH `/v1/accounts/me`

use actix_web::http::StatusCode;
use parlor_auth::{
    Caller, Change, ChangeProfile, Context, Failure, ProfileError, ProfileFaults, UsernameProblem,
    change_profile, profile_faults,
};
use parlor_community::belongings;
use parlor_domain::{Account, PersonName, RequestedUsername};

use super::revision::{IfMatch, tagged};
use crate::endpoint::{Body, Check, Dialect, FieldErrors, FieldFault, Problem, Reply, Words};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::accounts::wire;
use crate::v1::problem::{problem, problem_of_field};

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    on: IfMatch,
    body: Body<V1, wire::AccountChange>,
) -> Reply<V1, wire::OwnAccount> {
    let (command, fields) = read(body.fields, on, client);
    let beside = app.clone();
    let own = app.run_as(signed_in.credential, move |ctx, caller| {
        let account = run(ctx, caller, command, fields)?;
        let belongings = belongings(beside.community(), account.id)?;
        Ok((account, belongings))
    });
    tagged(own.await?)
}

fn read(fields: wire::AccountChange, on: IfMatch, client: Client) -> (ChangeProfile, FieldErrors) {
    let mut check = Check::default();
    let change = ChangeProfile {
        username: check.change("username", fields.username, RequestedUsername::parse),
        first_name: name(check.change("first_name", fields.first_name, PersonName::parse)),
        last_name: name(check.change("last_name", fields.last_name, PersonName::parse)),
        public_data: check.json("public_data", fields.public_data),
        private_data: check.json("private_data", fields.private_data),
        on: on.0,
        ..ChangeProfile::of_nothing(client.address)
    };
    (change, check.errors())
}

/// A name without characters is none.
fn name(wanted: Change<Option<PersonName>>) -> Change<PersonName> {
    match wanted {
        Change::Keep => Change::Keep,
        Change::Remove | Change::To(None) => Change::Remove,
        Change::To(Some(name)) => Change::To(name),
    }
}

/// Why nothing was changed.
enum Rejected {
    Outdated,
    Fields(FieldErrors, ProfileFaults),
}

/// Who calls is asked before what is wrong is told; then all of it is told at once.
fn run(
    ctx: &Context,
    caller: Caller,
    command: ChangeProfile,
    fields: FieldErrors,
) -> Result<Account, Failure<Rejected>> {
    if !fields.is_empty() {
        let faults = profile_faults(ctx, &caller, &command)?;
        return Err(Failure::Refused(Rejected::Fields(fields, faults)));
    }
    change_profile(ctx, caller, command).map_err(|failure| {
        failure.map(|refusal| match refusal {
            ProfileError::Outdated => Rejected::Outdated,
            ProfileError::Fields(faults) => Rejected::Fields(FieldErrors::default(), faults),
        })
    })
}

pub fn taken() -> Problem {
    let code = (StatusCode::CONFLICT, "username_taken");
    problem_of_field(code, "username", FieldFault::UsernameTaken)
}

pub fn outdated() -> Problem {
    problem(StatusCode::PRECONDITION_FAILED, "outdated", "The account has changed since; read it again.")
}

impl Words<Rejected> for V1 {
    fn words(rejected: Rejected) -> Problem {
        let (mut errors, faults) = match rejected {
            Rejected::Outdated => return outdated(),
            Rejected::Fields(errors, faults) => (errors, faults),
        };
        let fault = match faults.username {
            None => return V1::fields(&errors),
            Some(UsernameProblem::Taken) if errors.is_empty() => return taken(),
            Some(UsernameProblem::Taken) => FieldFault::UsernameTaken,
            Some(UsernameProblem::CannotRemove) => FieldFault::Null,
            Some(UsernameProblem::Invalid(invalid)) => invalid.into(),
        };
        errors.push::<wire::AccountChange>("username", fault);
        V1::fields(&errors)
    }
}
