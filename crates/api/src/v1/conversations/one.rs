//! GET `/v1/conversations/{id}`

use parlor_community::{NoConversation, show_conversation};
use parlor_domain::ConversationId;

use super::wire;
use crate::endpoint::{Dialect, Fault, PathId, Problem, Reply, Words, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;

pub async fn handle(app: App, signed_in: SignedIn<V1>, path: PathId<V1>) -> Reply<V1, wire::Conversation> {
    let id = ConversationId(path.id);
    let own = app.run_community_as(signed_in.credential, move |community, caller| {
        show_conversation(community, caller.account.id, id)
    });
    ok(own.await?.into())
}

impl Words<NoConversation> for V1 {
    fn words(refusal: NoConversation) -> Problem {
        match refusal {
            NoConversation::NotFound | NoConversation::Blocked => V1::fault(&Fault::NotFound),
        }
    }
}
