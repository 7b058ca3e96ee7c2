//! GET `/v1/admin/keys`

use std::convert::Infallible;

use parlor_auth::list_service_keys;
use parlor_domain::ServiceKeyId;

use super::wire;
use crate::endpoint::{Query, Reply, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{Page, Wanted};

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, Page<wire::Key>> {
    let (limit, after) = query.fields.read::<ServiceKeyId>()?;
    let page = app.run_admin::<_, Infallible>(signed_in.credential, client.address, move |ctx, _| {
        Ok(Page::of(list_service_keys(ctx, after, limit)?))
    });
    ok(page.await?)
}
