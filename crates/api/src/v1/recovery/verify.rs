//! POST `/v1/recovery/verify`

use parlor_auth::{RecoveryCode, check_recovery};
use parlor_domain::EmailAddress;

use super::wire;
use crate::endpoint::{Body, Check, Done, Refused, done};
use crate::shell::App;
use crate::shell::client::Client;
use crate::v1::V1;
use crate::v1::codes::{asker, device_token, typed};

pub async fn handle(
    app: App,
    client: Client,
    body: Body<V1, wire::RecoveryCode>,
) -> Result<Done, Refused<V1>> {
    let mut check = Check::default();
    let email = check.text("email", body.fields.email, EmailAddress::parse);
    let code = typed(&mut check, body.fields.code);
    let token = device_token(&mut check, body.fields.device_token);
    let (email, code) = check.done(email.zip(code))?;
    let asker = asker(&client, token);
    app.run(move |ctx| check_recovery(ctx, &RecoveryCode { email, code, asker })).await?;
    done()
}
