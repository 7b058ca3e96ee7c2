//! POST `/v1/codes`

use actix_web::http::StatusCode;
use parlor_auth::{Credential, OwnCodeError, RequestCode, request_code, request_own_code};
use parlor_domain::EmailAddress;

use super::purpose::{self, Outside};
use super::{asker, device_token, wire};
use crate::endpoint::{Body, Check, Done, Problem, Refused, Words, accepted};
use crate::shell::client::Client;
use crate::shell::{App, MaybeSignedIn};
use crate::v1::V1;
use crate::v1::problem::problem;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: MaybeSignedIn<V1>,
    body: Body<V1, wire::CodeRequest>,
) -> Result<Done, Refused<V1>> {
    match signed_in.unless_over(&app).await? {
        Some(credential) => own(app, client, credential, body.fields).await,
        None => outside(app, client, body.fields).await,
    }
}

async fn own(
    app: App,
    client: Client,
    credential: Credential,
    fields: wire::CodeRequest,
) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let purpose = check.text("purpose", fields.purpose, purpose::own);
    // Of what is only for others, the form alone is looked at.
    check.nullable_text("email", fields.email, EmailAddress::parse);
    device_token(&mut check, fields.device_token);
    let purpose = check.done(purpose)?;
    app.run_as(credential, move |ctx, caller| request_own_code(ctx, &caller, purpose, client.address))
        .await?;
    accepted()
}

async fn outside(app: App, client: Client, fields: wire::CodeRequest) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let purpose = check.text("purpose", fields.purpose, Outside::parse);
    let email = check.text("email", fields.email, EmailAddress::parse);
    let token = device_token(&mut check, fields.device_token);
    let (purpose, email) = check.done(purpose.zip(email))?;
    let asker = asker(&client, token);
    let command = RequestCode { email, purpose: purpose.into(), asker };
    app.run_paced(move |ctx| request_code(ctx, command)).await?;
    accepted()
}

impl Words<OwnCodeError> for V1 {
    fn words(refusal: OwnCodeError) -> Problem {
        match refusal {
            OwnCodeError::NoEmail => problem(StatusCode::CONFLICT, "no_email", "The account has no email."),
            OwnCodeError::TooSoon(too_soon) => Self::words(too_soon),
        }
    }
}
