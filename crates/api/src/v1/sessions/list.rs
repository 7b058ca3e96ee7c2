//! GET `/v1/sessions`

use std::convert::Infallible;

use parlor_auth::{DevicesAfter, list_devices};

use super::wire;
use crate::endpoint::{Query, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{Page, Place as _, Wanted};

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, Page<wire::Session>> {
    let (limit, after) = query.fields.read::<DevicesAfter>()?;
    let page = app.run_as::<_, Infallible>(signed_in.credential, move |ctx, caller| {
        let (devices, next) = list_devices(ctx, &caller, after, limit)?;
        let current = caller.session.id;
        let items = devices.into_iter().map(|device| wire::Session::of(device, current)).collect();
        Ok(Page { items, next_cursor: next.map(|place| place.cursor()) })
    });
    ok(page.await?)
}
