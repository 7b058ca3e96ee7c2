//! GET `/v1/conversations`

use std::convert::Infallible;

use parlor_community::list_conversations;
use parlor_community::ports::ConversationsAfter;

use super::wire;
use crate::endpoint::{Query, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{Page, Wanted};

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    query: Query<V1, Wanted>,
) -> Reply<V1, Page<wire::Conversation>> {
    let (limit, after) = query.fields.read::<ConversationsAfter>()?;
    let page = app.run_community_as::<_, Infallible>(signed_in.credential, move |community, caller| {
        Ok(list_conversations(community, caller.account.id, after, limit)?)
    });
    ok(Page::of(page.await?))
}
