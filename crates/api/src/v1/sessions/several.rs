//! DELETE `/v1/sessions` and `/v1/sessions/others`

use std::convert::Infallible;

use parlor_auth::{EndSessions, end_sessions};

use crate::endpoint::{Done, Refused, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn all(app: App, client: Client, signed_in: SignedIn<V1>) -> Result<Done, Refused<V1>> {
    let cookie = app.cookies().ended(&signed_in.credential);
    Ok(run(app, client, signed_in, EndSessions::All).await?.cookie(cookie))
}

pub async fn others(app: App, client: Client, signed_in: SignedIn<V1>) -> Result<Done, Refused<V1>> {
    run(app, client, signed_in, EndSessions::Others).await
}

async fn run(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    which: EndSessions,
) -> Result<Done, Refused<V1>> {
    app.run_as::<_, Infallible>(signed_in.credential, move |ctx, caller| {
        Ok(end_sessions(ctx, &caller, which, client.address)?)
    })
    .await?;
    done()
}
