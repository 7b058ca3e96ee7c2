//! GET `/v1/leaderboard`

use std::convert::Infallible;

use parlor_community::leaderboard;
use parlor_domain::Place;

use super::wire;
use crate::endpoint::{Query, Reply, ok};
use crate::shell::App;
use crate::v1::V1;
use crate::v1::page::{Page, Place as _, Wanted};

pub async fn handle(app: App, query: Query<V1, Wanted>) -> Reply<V1, Page<wire::Standing>> {
    let (limit, after) = query.fields.read::<Place>()?;
    let found =
        app.run_community::<_, Infallible>(move |community| Ok(leaderboard::page(community, after, limit)?));
    let (standings, next) = found.await?;
    let items = standings.into_iter().map(wire::Standing::from).collect();
    ok(Page { items, next_cursor: next.map(|place| place.cursor()) })
}
