//! POST `/v1/conversations/{id}/messages`

use actix_web::http::StatusCode;
use parlor_community::{PostError, PostMessage, post_message};
use parlor_domain::{ClientId, ConversationId, MessageText};

use crate::endpoint::{Body, Check, Dialect, Fault, FieldErrors, PathId, Problem, Reply, Words, created};
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::conversations::wire;
use crate::v1::problem::problem;

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
    body: Body<V1, wire::NewMessage>,
) -> Reply<V1, wire::Message> {
    let command = read(ConversationId(path.id), body.fields)?;
    let message = app.run_community_as(signed_in.credential, move |community, caller| {
        post_message(community, caller.account.id, command)
    });
    created(message.await?.into())
}

fn read(conversation: ConversationId, fields: wire::NewMessage) -> Result<PostMessage, FieldErrors> {
    let mut check = Check::default();
    let text = check.text("text", fields.text, MessageText::parse);
    let client_id = check.nullable_text("client_id", fields.client_id, ClientId::parse);
    let text = check.done(text)?;
    Ok(PostMessage { conversation, client_id, text: Some(text), attachment: None })
}

impl Words<PostError> for V1 {
    fn words(refusal: PostError) -> Problem {
        match refusal {
            PostError::NotFound | PostError::Blocked => V1::fault(&Fault::NotFound),
            PostError::Gone => {
                let detail = "The account of the other one is gone; nothing can be said to it.";
                problem(StatusCode::CONFLICT, "account_gone", detail)
            }
        }
    }
}
