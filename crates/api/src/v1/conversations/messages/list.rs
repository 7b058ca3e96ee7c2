//! GET `/v1/conversations/{id}/messages`

use parlor_community::list_messages;
use parlor_community::ports::Window;
use parlor_domain::{ConversationId, Seq};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::endpoint::{Check, Field, FieldErrors, FieldFault, PathId, Query, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::conversations::wire;
use crate::v1::page::read_limit;

/// Which messages are wanted; without a place, the last ones.
#[derive(Deserialize, IntoParams)]
pub struct Wanted {
    /// The most items to give
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 1, maximum = 100, default = 50, example = 50)]
    limit: Field,
    /// Those before the message at this place
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 0)]
    before: Field,
    /// Those after the message at this place
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 0)]
    after: Field,
}

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, wire::Messages> {
    let (limit, window) = read(query.fields)?;
    let id = ConversationId(path.id);
    let page = app.run_community_as(signed_in.credential, move |community, caller| {
        list_messages(community, caller.account.id, id, window, limit)
    });
    ok(wire::Messages::of(page.await?, window))
}

fn read(fields: Wanted) -> Result<(usize, Window), FieldErrors> {
    let mut check = Check::default();
    let limit = read_limit(&mut check, fields.limit);
    let place = |seq| if seq < 0 { Err(FieldFault::NotBetween(0, i64::MAX)) } else { Ok(Seq(seq)) };
    let before = check.optional_integer("before", fields.before, place);
    let after = check.optional_integer("after", fields.after, place);
    let window = match (before, after) {
        (None, None) => Window::Newest,
        (Some(before), None) => Window::Before(before),
        (None, Some(after)) => Window::After(after),
        (Some(_), Some(_)) => {
            check.refuse("after", FieldFault::NotBoth("before"));
            Window::Newest
        }
    };
    check.done(Some((limit, window)))
}
