//! GET `/v1/friends/requests`

use std::convert::Infallible;

use parlor_community::list_requests;
use parlor_community::ports::{Direction, RequestsAfter};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use crate::endpoint::{Check, Field, FieldErrors, FieldFault, Query, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::friends::wire;
use crate::v1::page::{Page, read};

fn directions() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["incoming", "outgoing"]))
        .default(Some("incoming".into()))
        .build()
}

/// Which requests are wanted.
#[derive(Deserialize, IntoParams)]
pub struct Wanted {
    /// Whether those that others asked, or those that the account asked itself
    #[serde(default)]
    #[param(schema_with = directions, required = false)]
    direction: Field,
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
) -> Reply<V1, Page<wire::FriendRequest>> {
    let (direction, limit, after) = wanted(query.fields)?;
    let page = app.run_community_as::<_, Infallible>(signed_in.credential, move |community, caller| {
        Ok(list_requests(community, caller.account.id, direction, after, limit)?)
    });
    ok(Page::of(page.await?))
}

fn wanted(fields: Wanted) -> Result<(Direction, usize, Option<RequestsAfter>), FieldErrors> {
    let mut check = Check::default();
    let direction = check.optional_text("direction", fields.direction, |text| match text {
        "incoming" => Ok(Direction::Incoming),
        "outgoing" => Ok(Direction::Outgoing),
        _ => Err(FieldFault::NotAChoice),
    });
    let (limit, after) = read(&mut check, fields.limit, fields.cursor);
    check.done(Some((direction.unwrap_or(Direction::Incoming), limit, after)))
}
