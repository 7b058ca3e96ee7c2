//! GET `/v1/leaderboard/me`

use parlor_community::leaderboard;

use super::wire;
use crate::endpoint::{Check, FieldErrors, FieldFault, Query, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;

const USUAL: usize = 5;
const MOST: i64 = 50;

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    query: Query<V1, wire::Around>,
) -> Reply<V1, wire::OwnStanding> {
    let each_side = read(query.fields)?;
    let found = app.run_community_as(signed_in.credential, move |community, caller| {
        leaderboard::around(community, caller.account.id, each_side)
    });
    let (own, standings) = found.await?;
    ok(wire::OwnStanding {
        rank: own.rank,
        score: own.place.score.points(),
        items: standings.into_iter().map(wire::Standing::from).collect(),
    })
}

fn read(fields: wire::Around) -> Result<usize, FieldErrors> {
    let mut check = Check::default();
    let limit = check.optional_integer("limit", fields.limit, |limit| match usize::try_from(limit) {
        Ok(people) if limit <= MOST => Ok(people),
        _ => Err(FieldFault::NotBetween(0, MOST)),
    });
    check.done(Some(limit.unwrap_or(USUAL)))
}
