//! GET `/v1/accounts/me`

use std::convert::Infallible;

use parlor_community::belongings;

use super::revision::tagged;
use crate::endpoint::Reply;
use crate::shell::{App, Credential, SignedIn};
use crate::v1::V1;
use crate::v1::accounts::wire;

pub async fn handle(app: App, signed_in: SignedIn<V1>) -> Reply<V1, wire::OwnAccount> {
    own_account(&app, signed_in.credential).await
}

/// The account that a credential speaks for, as its owner sees it.
pub async fn own_account(app: &App, credential: Credential) -> Reply<V1, wire::OwnAccount> {
    let own = app.run_community_as::<_, Infallible>(credential, |community, caller| {
        let belongings = belongings(community, caller.account.id)?;
        Ok((caller.account, belongings))
    });
    tagged(own.await?)
}
