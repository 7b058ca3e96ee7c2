//! GET `/users/user_list/`

use std::convert::Infallible;

use actix_web::http::header::LINK;
use parlor_community::list_users;

use super::{Transcendence, wire};
use crate::contracts::offset::{Wanted, links};
use crate::endpoint::{Query, Reply, ok};
use crate::shell::{App, SignedIn};

const PATH: &str = "/users/user_list/";
/// How many are given where nobody says how many.
const USUAL: usize = 1_000;

pub async fn list(
    app: App,
    signed_in: SignedIn<Transcendence>,
    query: Query<Transcendence, Wanted>,
) -> Reply<Transcendence, wire::Users> {
    let place = query.fields.read(USUAL)?;
    let page = app.run_community_as::<_, Infallible>(signed_in.credential, move |community, caller| {
        Ok(list_users(community, caller.account.id, place.offset, place.limit)?)
    });
    let page = page.await?;
    // Not counted: it is enough to know whether there is one more.
    let known = place.offset.saturating_add(page.users.len()).saturating_add(usize::from(page.goes_on));
    let answer = ok(wire::Users(page.users.into_iter().map(wire::User::from).collect()))?;
    Ok(match links(PATH, place, known) {
        Some(links) => answer.header(LINK, links),
        None => answer,
    })
}
