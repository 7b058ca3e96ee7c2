//! GET `/v1/accounts/me`

use std::convert::Infallible;

use super::revision::tagged;
use crate::endpoint::Reply;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::accounts::wire;

pub async fn handle(app: App, signed_in: SignedIn<V1>) -> Reply<V1, wire::OwnAccount> {
    let own = app.run_as::<_, Infallible>(signed_in.credential, |ctx, caller| {
        let data = ctx.store.read()?.accounts().app_data(caller.account.id)?;
        Ok((caller.account, data))
    });
    tagged(own.await?)
}
