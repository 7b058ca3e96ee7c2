//! POST `/api/v1/auth/reset-email-request/` and `/api/v1/auth/reset-email-verify/`

use parlor_auth::{EmailChangeError, RequestEmailChange, request_email_change, verify_email_change};
use parlor_domain::EmailAddress;

use super::error::unproven;
use super::pin::code_missing;
use super::{Cryptopay, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Check, Problem, Reply, Words, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn, paced};

pub async fn request(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    body: Body<Cryptopay, wire::NewEmail>,
) -> Reply<Cryptopay, wire::Detail> {
    let mut check = Check::default();
    let wanted = check.text("email", body.fields.email, EmailAddress::parse);
    let password = check.optional_password("current_password", body.fields.current_password);
    let wanted = check.done(wanted)?;
    let command = RequestEmailChange { wanted, password, address: client.address };
    let request = app
        .run_hashing_as(signed_in.credential, move |ctx, caller| request_email_change(ctx, caller, command));
    // Whether anybody has that address must not be told by the time either.
    paced(request).await?;
    ok(wire::Detail { detail: "Verification code sent to your email." })
}

pub async fn verify(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    body: Body<Cryptopay, wire::Code>,
) -> Reply<Cryptopay, wire::Detail> {
    let typed = body.fields.code.given().ok_or_else(code_missing)?;
    app.run_as(signed_in.credential, move |ctx, caller| {
        verify_email_change(ctx, &caller, &typed, client.address)
    })
    .await?;
    ok(wire::Detail { detail: "Email changed successfully." })
}

impl Words<EmailChangeError> for Cryptopay {
    fn words(refusal: EmailChangeError) -> Problem {
        match refusal {
            EmailChangeError::Unproven(refusal) => unproven("email", refusal),
            EmailChangeError::TooSoon { retry_after } => plain::throttled(retry_after),
        }
    }
}
