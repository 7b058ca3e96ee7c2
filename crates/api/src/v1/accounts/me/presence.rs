//! GET `/v1/accounts/me/presence`

use std::convert::Infallible;

use parlor_community::show_presence;

use crate::endpoint::{Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::presence::Presence;

pub async fn handle(app: App, signed_in: SignedIn<V1>) -> Reply<V1, Presence> {
    let shown = app.run_community_as::<_, Infallible>(signed_in.credential, |community, caller| {
        Ok(show_presence(community, caller.account.id)?)
    });
    ok(shown.await?.into())
}
