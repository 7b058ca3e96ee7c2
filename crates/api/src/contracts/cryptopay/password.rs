//! POST `/api/v1/auth/public-set-password/` and `/api/v1/auth/users/set_password/`

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use parlor_auth::{
    ChangePassword, ChangePasswordError, FirstPassword, FirstPasswordError, Unproven, change_password,
    set_first_password,
};
use parlor_domain::{EmailAddress, FlowToken, Password, PasswordFault, Strictness};

use super::error::unproven;
use super::{Cryptopay, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Check, Done, FieldErrors, FieldFault, Problem, Refused, Reply, Words, done, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

pub async fn set_first(
    app: App,
    client: Client,
    request: HttpRequest,
    body: Body<Cryptopay, wire::FirstPassword>,
) -> Reply<Cryptopay, wire::Detail> {
    let fields = body.fields;
    let mut check = Check::default();
    let email = check.text("email", fields.email, EmailAddress::parse);
    let wanted = check.password("password", fields.password, Ok::<Password, _>);
    let repeated = check.password("repeat_password", fields.repeat_password, Ok::<Password, _>);
    let ((email, wanted), repeated) = check.done(email.zip(wanted).zip(repeated))?;
    if wanted.expose() != repeated.expose() {
        return Err(mismatch().into());
    }
    let given = fields.flow.given().as_deref().and_then(FlowToken::parse);
    let flow = given.or_else(|| convert::flow_of(&request));
    let command =
        FirstPassword { email, flow, wanted, strictness: Strictness::Full, address: client.address };
    app.run_hashing(move |ctx| set_first_password(ctx, command)).await?;
    ok(wire::Detail { detail: "Password set successfully." })
}

pub async fn change(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    body: Body<Cryptopay, wire::PasswordChange>,
) -> Result<Done, Refused<Cryptopay>> {
    let fields = body.fields;
    let mut check = Check::default();
    let wanted = check.password("new_password", fields.new_password, Ok::<Password, _>);
    let current = check.password("current_password", fields.current_password, Ok::<Password, _>);
    let repeated = check.optional_password("re_new_password", fields.re_new_password);
    let (wanted, current) = check.done(wanted.zip(current))?;
    if repeated.is_some_and(|repeated| repeated.expose() != wanted.expose()) {
        return Err(plain::across("The two password fields didn't match.").into());
    }
    let (current, address) = (Some(current), client.address);
    let command = ChangePassword { wanted, strictness: Strictness::Full, current, address };
    app.run_hashing_as(signed_in.credential, move |ctx, caller| change_password(ctx, caller, command))
        .await?;
    done()
}

pub fn mismatch() -> Problem {
    plain::across("Passwords do not match.")
}

pub fn not_verified() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, wire::Messages(vec!["Email not verified."]))
}

pub fn weak(field: &'static str, faults: Vec<PasswordFault>) -> Problem {
    let faults = faults.into_iter().map(FieldFault::Password).collect();
    plain::fields(&FieldErrors(vec![(field, faults)]))
}

impl Words<FirstPasswordError> for Cryptopay {
    fn words(refusal: FirstPasswordError) -> Problem {
        match refusal {
            FirstPasswordError::Weak(faults) => weak("password", faults),
            FirstPasswordError::NotProved => not_verified(),
        }
    }
}

impl Words<ChangePasswordError> for Cryptopay {
    fn words(refusal: ChangePasswordError) -> Problem {
        match refusal {
            ChangePasswordError::Weak(faults) => weak("new_password", faults),
            ChangePasswordError::Unproven(refusal) => Self::words(refusal),
        }
    }
}

impl Words<Unproven> for Cryptopay {
    fn words(refusal: Unproven) -> Problem {
        unproven("current_password", refusal)
    }
}
