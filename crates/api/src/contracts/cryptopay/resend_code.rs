//! POST `/api/v1/auth/resend-code/`

use parlor_auth::{Asker, RequestCode, request_code};
use parlor_domain::{CodePurpose, EmailAddress};

use super::verify_code::{purpose, unsupported};
use super::{Cryptopay, wire};
use crate::endpoint::{Body, Check, FieldFault, Reply, ok};
use crate::shell::App;
use crate::shell::client::Client;

pub async fn handle(
    app: App,
    client: Client,
    body: Body<Cryptopay, wire::Resend>,
) -> Reply<Cryptopay, wire::Detail> {
    let mut check = Check::default();
    let email = check.text("email", body.fields.email, EmailAddress::parse);
    let word = check.nullable_text("purpose", body.fields.purpose.unless_blank(), |text| {
        Ok::<_, FieldFault>(text.to_owned())
    });
    let email = check.done(email)?;
    let purpose = match word {
        None => CodePurpose::EmailVerification,
        Some(word) => purpose(&word).ok_or_else(unsupported)?,
    };
    let command = RequestCode { email, purpose, asker: Asker::of_contract(client.address) };
    app.run_paced(move |ctx| request_code(ctx, command)).await?;
    ok(wire::Detail { detail: "New code sent to email." })
}
