//! GET `/v1/friends`

use std::convert::Infallible;

use parlor_community::list_friends;
use parlor_community::ports::PeopleAfter;

use super::wire;
use crate::endpoint::{Query, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{Page, Wanted};

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, Page<wire::Friend>> {
    let (limit, after) = query.fields.read::<PeopleAfter>()?;
    let page = app.run_community_as::<_, Infallible>(signed_in.credential, move |community, caller| {
        Ok(list_friends(community, caller.account.id, after.as_ref(), limit)?)
    });
    ok(Page::of(page.await?))
}
