//! GET `/v1/accounts/{id}`

use std::convert::Infallible;

use parlor_community::show_profile;
use parlor_domain::AccountId;

use super::wire;
use crate::endpoint::{Fault, PathId, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(app: App, signed_in: SignedIn<V1>, account: PathId<V1>) -> Reply<V1, wire::Profile> {
    let shown = app.run_community_as::<_, Infallible>(signed_in.credential, move |community, caller| {
        Ok(show_profile(community, caller.account.id, AccountId(account.id))?)
    });
    ok(shown.await?.ok_or(Fault::NotFound)?.into())
}
