//! POST `/v1/accounts/me/deactivate`

use std::convert::Infallible;

use parlor_auth::deactivate_account;

use crate::endpoint::{Done, Refused, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(app: App, client: Client, signed_in: SignedIn<V1>) -> Result<Done, Refused<V1>> {
    let cookie = app.cookies().ended(&signed_in.credential);
    app.run_as::<_, Infallible>(signed_in.credential, move |ctx, caller| {
        deactivate_account(ctx, &caller, client.address)
    })
    .await?;
    Ok(done()?.cookie(cookie))
}
