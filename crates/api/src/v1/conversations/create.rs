//! POST `/v1/conversations`

use parlor_community::{StartConversation, StartError, show_conversation, start_conversation};

use super::wire;
use crate::endpoint::{Body, Dialect, Fault, Problem, Reply, Words, created, ok};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::friends::oneself;
use crate::v1::friends::wire::Whom;

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    body: Body<V1, Whom>,
) -> Reply<V1, wire::Conversation> {
    let with = body.fields.read()?;
    let started = app.run_community_as(signed_in.credential, move |community, caller| {
        let by = caller.account.id;
        let started =
            start_conversation(community, StartConversation { by, with, only_if_connected: false })?;
        // Closed in between is closed.
        let own = show_conversation(community, by, started.conversation.id);
        Ok((own.map_err(|failure| failure.map(|_| StartError::NotFound))?, started.is_new))
    });
    let (own, is_new) = started.await?;
    if is_new { created(own.into()) } else { ok(own.into()) }
}

impl Words<StartError> for V1 {
    fn words(refusal: StartError) -> Problem {
        match refusal {
            StartError::Oneself => oneself(),
            StartError::NotFound | StartError::Blocks | StartError::IsBlocked | StartError::NotConnected => {
                V1::fault(&Fault::NotFound)
            }
        }
    }
}
