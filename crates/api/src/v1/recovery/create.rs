//! POST `/v1/recovery`

use parlor_auth::{RequestCode, request_code};
use parlor_domain::{CodePurpose, EmailAddress};

use super::wire;
use crate::endpoint::{Body, Check, Done, Refused, accepted};
use crate::shell::App;
use crate::shell::client::Client;
use crate::v1::V1;
use crate::v1::codes::{asker, device_token};

pub async fn handle(app: App, client: Client, body: Body<V1, wire::Recovery>) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let email = check.text("email", body.fields.email, EmailAddress::parse);
    let token = device_token(&mut check, body.fields.device_token);
    let email = check.done(email)?;
    let asker = asker(&client, token);
    let command = RequestCode { email, purpose: CodePurpose::PasswordRecovery, asker };
    app.run_paced(move |ctx| request_code(ctx, command)).await?;
    accepted()
}
