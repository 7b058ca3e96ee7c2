//! GET `/v1/accounts?query=`

use std::convert::Infallible;

use parlor_community::ports::PeopleAfter;
use parlor_community::search_profiles;
use parlor_domain::NamePrefix;
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire;
use crate::endpoint::{Check, Field, Query, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{self, Page};

/// Whom somebody looks for
#[derive(Deserialize, IntoParams)]
pub struct Wanted {
    /// How their username begins, whatever its case
    #[serde(default)]
    #[param(value_type = String, required = true, min_length = 1, max_length = 150, example = "ann")]
    query: Field,
    /// The most items to give
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 1, maximum = 100, default = 50, example = 50)]
    limit: Field,
    /// Where the page before ended: its `next_cursor`
    #[serde(default)]
    #[param(value_type = String, required = false, min_length = 1)]
    cursor: Field,
}

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, Page<wire::FoundAccount>> {
    let mut check = Check::default();
    let name = check.text("query", query.fields.query, NamePrefix::parse);
    let (limit, after) = page::read::<PeopleAfter>(&mut check, query.fields.limit, query.fields.cursor);
    let name = check.done(name)?;
    let found = app.run_community_as::<_, Infallible>(signed_in.credential, move |community, caller| {
        Ok(search_profiles(community, caller.account.id, &name, after.as_ref(), limit)?)
    });
    ok(Page::of(found.await?))
}
