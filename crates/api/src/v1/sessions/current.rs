//! GET and DELETE `/v1/sessions/current`

use std::convert::Infallible;

use parlor_auth::{end_session, show_device};

use super::wire;
use crate::endpoint::{Done, Refused, Reply, done, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn show(app: App, signed_in: SignedIn<V1>) -> Reply<V1, wire::Session> {
    let session = app.run_as::<_, Infallible>(signed_in.credential, |ctx, caller| {
        Ok(wire::Session::of(show_device(ctx, &caller)?, caller.session.id))
    });
    ok(session.await?)
}

pub async fn end(app: App, client: Client, signed_in: SignedIn<V1>) -> Result<Done, Refused<V1>> {
    let cookie = app.cookies().ended(&signed_in.credential);
    app.run_as(signed_in.credential, move |ctx, caller| {
        end_session(ctx, &caller, caller.session.id, client.address)
    })
    .await?;
    Ok(done()?.cookie(cookie))
}
