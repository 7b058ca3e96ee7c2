//! GET `/v1/wallet/entries`

use parlor_community::wallet;
use parlor_domain::EntryId;

use super::wire;
use crate::endpoint::{Query, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{Page, Place as _, Wanted};

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, Page<wire::Entry>> {
    let (limit, after) = query.fields.read::<EntryId>()?;
    let found = app.run_community_as(signed_in.credential, move |community, caller| {
        wallet::entries(community, caller.account.id, after, limit)
    });
    let (entries, next) = found.await?;
    let items = entries.into_iter().map(wire::Entry::from).collect();
    ok(Page { items, next_cursor: next.map(|place| place.cursor()) })
}
