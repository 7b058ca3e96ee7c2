//! PUT `/v1/accounts/me/email`

pub mod verify;

use parlor_auth::{EmailChangeError, RequestEmailChange, request_email_change};
use parlor_domain::EmailAddress;

use super::wire;
use crate::endpoint::{Body, Check, Dialect, Done, Fault, Problem, Refused, Words, accepted};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn, paced};
use crate::v1::V1;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::EmailChange>,
) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let wanted = check.text("email", body.fields.email, EmailAddress::parse);
    let password = check.optional_password("current_password", body.fields.current_password);
    let wanted = check.done(wanted)?;
    let is_slow = password.is_some();
    let command = RequestEmailChange { wanted, password, address: client.address };
    let run = move |ctx: &_, caller| request_email_change(ctx, caller, command);
    paced(async {
        if is_slow {
            app.run_hashing_as(signed_in.credential, run).await
        } else {
            app.run_as(signed_in.credential, run).await
        }
    })
    .await?;
    accepted()
}

impl Words<EmailChangeError> for V1 {
    fn words(refusal: EmailChangeError) -> Problem {
        match refusal {
            EmailChangeError::Unproven(unproven) => Self::words(unproven),
            EmailChangeError::TooSoon { retry_after } => V1::fault(&Fault::Throttled { retry_after }),
        }
    }
}
