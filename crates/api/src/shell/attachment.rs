//! The way of a file from a client to its message: looked at, announced, kept, and said with the message. The media
//! store is awaited between the two use cases that announce and keep it.

use parlor_community::{
    AttachError, Attachable, PostMessage, SentFile, begin_attachment, post_message, read_attachment,
};
use parlor_domain::{AccountId, Message};

use super::{App, Credential};
use crate::endpoint::{Fault, Halt};

/// Says something with a file; with a credential only if that is still good when it is said.
pub(crate) async fn post_with_file(
    app: &App,
    sender: AccountId,
    message: PostMessage,
    file: SentFile,
    credential: Option<Credential>,
) -> Result<Message, Halt<AttachError>> {
    let Attachable { name, kind, content } = look_at(app, file).await?;
    let conversation = message.conversation;
    let announced = app.run_community::<_, AttachError>(move |community| {
        let file = Attachable { name, kind, content };
        let attachment = begin_attachment(community, sender, conversation, &file);
        Ok((attachment.map_err(|failure| failure.map(AttachError::from))?, file.content))
    });
    let (attachment, content) = announced.await?;
    let file = attachment.file.clone();
    app.media().put(&file, content).await.map_err(Fault::from)?;
    let message = PostMessage { attachment: Some(attachment), ..message };
    let posted = match credential {
        Some(credential) => {
            let post = app.run_community_as(credential, move |community, caller| {
                post_message(community, caller.account.id, message)
                    .map_err(|failure| failure.map(AttachError::from))
            });
            post.await
        }
        None => {
            let post = app.run_community(move |community| {
                post_message(community, sender, message).map_err(|failure| failure.map(AttachError::from))
            });
            post.await
        }
    };
    // Refused, or said before with another file. It is announced, so it goes in any case; this way it goes at once.
    // What became of it where the store failed nobody knows.
    let is_left = match &posted {
        Ok(message) => message.attachment.as_ref().is_none_or(|kept| kept.file != file),
        Err(Halt::Refused(_)) => true,
        Err(Halt::Fault(_)) => false,
    };
    if is_left && let Err(error) = app.media().remove(&file).await {
        tracing::debug!(%error, "a file that came to nothing is removed later");
    }
    posted
}

/// Pictures are decoded one at a time, as those of accounts are; the rest is looked at in a moment.
async fn look_at(app: &App, file: SentFile) -> Result<Attachable, Halt<AttachError>> {
    let is_picture = file.kind.picture().is_some();
    let look = move |community: &_| {
        read_attachment(community, file).map_err(|failure| failure.map(AttachError::from))
    };
    if is_picture { app.run_drawing(look).await } else { app.run_community(look).await }
}
