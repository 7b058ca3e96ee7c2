//! POST `/auth/password/change/`

use parlor_auth::{ChangePassword, ChangePasswordError, Unproven, change_password};
use parlor_domain::{Password, Strictness};

use super::error::locked;
use super::{Transcendence, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Check, FieldErrors, FieldFault, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

pub async fn change(
    app: App,
    client: Client,
    signed_in: SignedIn<Transcendence>,
    body: Body<Transcendence, wire::PasswordChange>,
) -> Reply<Transcendence, wire::Detail> {
    let fields = body.fields;
    let mut check = Check::default();
    let wanted = check.password("new_password1", fields.new_password1, Ok::<Password, _>);
    let repeated = check.password("new_password2", fields.new_password2, Ok::<Password, _>);
    let current = check.optional_password("old_password", fields.old_password);
    let is_same =
        wanted.as_ref().zip(repeated.as_ref()).is_none_or(|(one, other)| one.expose() == other.expose());
    if !is_same {
        check.refuse("new_password2", FieldFault::PasswordMismatch);
    }
    let wanted = check.done(wanted)?;
    let (_, strictness) = app.password_rules(Strictness::Full);
    let command = ChangePassword { wanted, strictness, current, address: client.address };
    app.run_hashing_as(signed_in.credential, move |ctx, caller| change_password(ctx, caller, command))
        .await?;
    ok(wire::Detail { detail: "New password has been saved." })
}

impl Words<ChangePasswordError> for Transcendence {
    fn words(refusal: ChangePasswordError) -> Problem {
        match refusal {
            ChangePasswordError::Weak(faults) => {
                let faults = faults.into_iter().map(FieldFault::Password).collect();
                plain::fields(&FieldErrors(vec![("new_password2", faults)]))
            }
            ChangePasswordError::Unproven(Unproven::Stale) => {
                plain::fields(&FieldErrors::of("old_password", FieldFault::Required))
            }
            ChangePasswordError::Unproven(Unproven::Wrong) => {
                plain::fields(&FieldErrors::of("old_password", FieldFault::WrongPassword))
            }
            ChangePasswordError::Unproven(Unproven::Locked { .. }) => locked(),
        }
    }
}
