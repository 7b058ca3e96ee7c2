//! POST `/v1/codes/verify`

use parlor_auth::{
    ConfirmEmail, ConfirmError, Credential, OwnPurpose, RecoveryCode, check_recovery, check_sign_in_code,
    confirm_email, reset_pin, verify_own_email,
};
use parlor_domain::{EmailAddress, FlowToken};

use super::purpose::{self, Outside};
use super::{asker, device_token, typed, wire};
use crate::endpoint::{Body, Check, Dialect, FieldErrors, FieldFault, Problem, Refused, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, MaybeSignedIn};
use crate::v1::V1;
use crate::v1::problem::locked_out;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: MaybeSignedIn<V1>,
    body: Body<V1, wire::CodeProof>,
) -> Reply<V1, wire::Proved> {
    match signed_in.unless_over(&app).await? {
        Some(credential) => own(app, client, credential, body.fields).await?,
        None => return outside(app, client, body.fields).await,
    }
    ok(wire::Proved { flow: None })
}

async fn own(
    app: App,
    client: Client,
    credential: Credential,
    fields: wire::CodeProof,
) -> Result<(), Refused<V1>> {
    let mut check = Check::default();
    let purpose = check.text("purpose", fields.purpose, purpose::own);
    // Of what is only for others, the form alone is looked at.
    check.nullable_text("email", fields.email, EmailAddress::parse);
    let code = typed(&mut check, fields.code);
    check.optional_password("password", fields.password);
    device_token(&mut check, fields.device_token);
    let (purpose, code) = check.done(purpose.zip(code))?;
    app.run_as(credential, move |ctx, caller| match purpose {
        OwnPurpose::EmailVerification => verify_own_email(ctx, &caller, &code, client.address).map(drop),
        OwnPurpose::PinReset => reset_pin(ctx, &caller, &code, client.address),
    })
    .await?;
    Ok(())
}

async fn outside(app: App, client: Client, fields: wire::CodeProof) -> Reply<V1, wire::Proved> {
    let mut check = Check::default();
    let purpose = check.text("purpose", fields.purpose, Outside::parse);
    let email = check.text("email", fields.email, EmailAddress::parse);
    let code = typed(&mut check, fields.code);
    let password = check.optional_password("password", fields.password);
    let token = device_token(&mut check, fields.device_token);
    let ((purpose, email), code) = check.done(purpose.zip(email).zip(code))?;
    let asker = asker(&client, token);
    let flow = match purpose {
        Outside::EmailVerification => {
            let is_slow = password.is_some();
            let run = move |ctx: &_| confirm_email(ctx, ConfirmEmail { email, code, password, asker });
            let confirmed = if is_slow { app.run_hashing(run).await? } else { app.run(run).await? };
            confirmed.flow
        }
        Outside::PasswordRecovery => {
            app.run(move |ctx| check_recovery(ctx, &RecoveryCode { email, code, asker })).await?;
            None
        }
        Outside::SignIn => {
            app.run(move |ctx| check_sign_in_code(ctx, &RecoveryCode { email, code, asker })).await?;
            None
        }
    };
    ok(wire::Proved { flow: flow.as_ref().map(FlowToken::expose) })
}

impl Words<ConfirmError> for V1 {
    fn words(refusal: ConfirmError) -> Problem {
        match refusal {
            ConfirmError::Code(code) => Self::words(code),
            ConfirmError::WrongPassword => {
                V1::fields(&FieldErrors::of("password", FieldFault::WrongPassword))
            }
            ConfirmError::Locked { until } => locked_out(until),
        }
    }
}
