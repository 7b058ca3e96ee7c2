//! GET `/users/leaderboard/`

use std::convert::Infallible;

use actix_web::http::header::LINK;
use parlor_community::leaderboard;

use super::{Arcade, wire};
use crate::contracts::offset::{Wanted, links};
use crate::endpoint::{Query, Reply, ok};
use crate::shell::App;

const PATH: &str = "/users/leaderboard/";
/// How many are given where nothing is said.
const USUAL: usize = 1_000;

pub async fn handle(app: App, query: Query<Arcade, Wanted>) -> Reply<Arcade, wire::Leaderboard> {
    let place = query.fields.read(USUAL)?;
    let part = app.run_community::<_, Infallible>(move |community| {
        Ok(leaderboard::slice(community, place.offset, place.limit)?)
    });
    let (standings, goes_on) = part.await?;
    let seen = place.offset.saturating_add(standings.len());
    let standings = standings.into_iter().map(wire::Standing::from).collect();
    let answer = ok(wire::Leaderboard(standings))?;
    Ok(match links(PATH, place, seen.saturating_add(usize::from(goes_on))) {
        Some(links) => answer.header(LINK, links),
        None => answer,
    })
}
