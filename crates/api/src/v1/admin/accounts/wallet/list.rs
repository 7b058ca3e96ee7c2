//! GET `/v1/admin/accounts/{id}/wallet/entries`

use parlor_community::wallet;
use parlor_domain::{AccountId, EntryId, Scope};

use super::wire;
use crate::endpoint::{PathId, Query, Reply, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{Page, Place as _, Wanted};

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, Page<wire::Entry>> {
    let (limit, after) = query.fields.read::<EntryId>()?;
    let (account, by) = (AccountId(path.id), (signed_in.credential, Scope::WalletWrite));
    let found = app.run_community_with(by, client.address, move |community, _| {
        wallet::entries(community, account, after, limit)
    });
    let (entries, next) = found.await?;
    let items = entries.into_iter().map(wire::Entry::from).collect();
    ok(Page { items, next_cursor: next.map(|place| place.cursor()) })
}
