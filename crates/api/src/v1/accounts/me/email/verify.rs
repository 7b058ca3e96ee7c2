//! POST `/v1/accounts/me/email/verify`

use parlor_auth::{Failure, verify_email_change};
use parlor_community::belongings;

use crate::endpoint::{Body, Check, Reply};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::accounts::me::revision::tagged;
use crate::v1::accounts::me::wire;
use crate::v1::accounts::wire::OwnAccount;
use crate::v1::codes::typed;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    body: Body<V1, wire::Code>,
) -> Reply<V1, OwnAccount> {
    let mut check = Check::default();
    let code = typed(&mut check, body.fields.code);
    let code = check.done(code)?;
    let beside = app.clone();
    let own = app.run_as(signed_in.credential, move |ctx, caller| {
        let account = verify_email_change(ctx, &caller, &code, client.address)?;
        let belongings = belongings(beside.community(), account.id).map_err(Failure::Store)?;
        Ok((account, belongings))
    });
    tagged(own.await?)
}
