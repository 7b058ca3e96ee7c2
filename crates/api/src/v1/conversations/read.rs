//! POST `/v1/conversations/{id}/read`

use parlor_community::mark_read;
use parlor_domain::{ConversationId, Seq};

use super::wire;
use crate::endpoint::{Body, Check, FieldFault, PathId, Reply, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
    body: Body<V1, wire::Read>,
) -> Reply<V1, wire::ReadMark> {
    let mut check = Check::default();
    let seq = check.integer("seq", body.fields.seq, |seq| {
        if seq < 0 { Err(FieldFault::NotBetween(0, i64::MAX)) } else { Ok(Seq(seq)) }
    });
    let (id, up_to) = (ConversationId(path.id), check.done(seq)?);
    let mark = app.run_community_as(signed_in.credential, move |community, caller| {
        mark_read(community, caller.account.id, id, up_to)
    });
    ok(mark.await?.into())
}
