//! The way of a text from a client to its conversation: said with what others say at the same time.

use parlor_community::{Context, PostError, PostMessage, post_message, post_together};
use parlor_domain::{AccountId, ConversationId, Message};

use super::App;
use super::together::Joint;
use crate::endpoint::Halt;

/// Says a text that comes without an attachment.
pub(crate) async fn say(
    app: &App,
    sender: AccountId,
    message: PostMessage,
) -> Result<Message, Halt<PostError>> {
    match app.run_together(app.texts(), (sender, message)).await? {
        Ok(message) => Ok(message),
        Err(alone) => app.run_community(move |community| post_message(community, sender, alone)).await,
    }
}

/// Texts of different conversations.
pub(crate) struct Texts(pub Context);

impl Joint for Texts {
    type Job = (AccountId, PostMessage);
    /// The message as stored, or what has to be said by itself.
    type Outcome = Result<Message, PostMessage>;
    type About = ConversationId;

    fn about((_, message): &Self::Job) -> ConversationId {
        message.conversation
    }

    fn run(&self, texts: Vec<Self::Job>) -> Vec<Self::Outcome> {
        let said = post_together(&self.0, &texts).unwrap_or_else(|error| {
            tracing::warn!(%error, "what could not be said together is said one by one");
            Vec::new()
        });
        let mut said = said.into_iter();
        texts.into_iter().map(|(_, message)| said.next().flatten().ok_or(message)).collect()
    }
}
