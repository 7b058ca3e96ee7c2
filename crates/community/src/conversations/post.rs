//! Says something. It is stored before it is acknowledged, or told to anybody.

use std::collections::HashSet;
use std::slice;

use parlor_domain::{
    AccountId, Announcement, Attachment, ClientId, ConversationId, Failure, Message, MessageText, Refusal,
    StoreError, Timestamp, Unexpected,
};

use crate::Context;
use crate::ports::{Appended, NewMessage};

/// What to say, and where. Without a text something has to come with it.
#[derive(Debug, Clone)]
pub struct PostMessage {
    /// Where.
    pub conversation: ConversationId,
    /// What the sender's client calls it: sent again under the same name it is stored once.
    pub client_id: Option<ClientId>,
    /// What.
    pub text: Option<MessageText>,
    /// What comes with it: a file that [`crate::begin_attachment`] announced, and that was written since.
    pub attachment: Option<Attachment>,
}

/// Why nothing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostError {
    /// There is no such conversation of the sender's.
    NotFound,
    /// One of the two blocks the other.
    Blocked,
    /// The other's account is gone.
    Gone,
}

impl Refusal for PostError {}

impl PostMessage {
    fn by(&self, sender: AccountId, sent_at: Timestamp) -> NewMessage<'_> {
        NewMessage {
            conversation: self.conversation,
            sender,
            client_id: self.client_id.as_ref(),
            text: self.text.as_ref().map_or("", MessageText::as_str),
            attachment: self.attachment.as_ref(),
            sent_at,
        }
    }
}

/// Says what several people say at the same time, as one piece of work. Gives the messages as stored, in their
/// order; `None` where [`post_message`] has to say it, or why not: what comes with an attachment or after another
/// text of the same conversation is left to that, too.
///
/// # Errors
/// [`StoreError`]; then nothing was said.
pub fn post_together(
    ctx: &Context,
    commands: &[(AccountId, PostMessage)],
) -> Result<Vec<Option<Message>>, StoreError> {
    let sent_at = ctx.clock.now();
    let mut conversations = HashSet::new();
    let mut fits = |(_, command): &(AccountId, PostMessage)| {
        command.attachment.is_none() && conversations.insert(command.conversation)
    };
    let fit: Vec<_> = commands.iter().map(&mut fits).collect();
    let those = commands.iter().zip(&fit).filter(|(_, fits)| **fits);
    let messages: Vec<_> = those.map(|((sender, command), _)| command.by(*sender, sent_at)).collect();
    let mut said = ctx.store.say(&messages)?.into_iter();
    Ok(fit.into_iter().map(|fits| if fits { said.next().flatten() } else { None }).collect())
}

/// Says something; gives the message as stored. What was sent before under the same name is given as it was then.
///
/// # Errors
/// [`PostError`].
pub fn post_message(
    ctx: &Context,
    sender: AccountId,
    command: PostMessage,
) -> Result<Message, Failure<PostError>> {
    let message = command.by(sender, ctx.clock.now());
    if command.attachment.is_none()
        && let Some(said) = ctx.store.say(slice::from_ref(&message))?.pop().flatten()
    {
        return Ok(said);
    }
    let NewMessage { conversation, sent_at, .. } = message;
    let mut work = ctx.store.write()?;
    match work.conversations().append(&message)? {
        Appended::Stored(stored) => {
            let (message, in_conversation) = *stored;
            if let Some(attachment) = &command.attachment
                && !work.discarded_files().keep(&attachment.file, sent_at)?
            {
                let why = "it took too long, and is removed";
                return Err(Unexpected::while_doing("keeping an upload", why).into());
            }
            let members = in_conversation.members;
            work.announce(Announcement::MessagePosted { message: message.clone(), members });
            work.commit()?;
            Ok(message)
        }
        Appended::Repeated => {
            drop(work);
            let earlier = match &command.client_id {
                Some(client_id) => {
                    ctx.store.read()?.conversations().by_client_id(sender, conversation, client_id)?
                }
                None => None,
            };
            // Whoever was signed in when it was sent has left since.
            earlier.ok_or_else(|| PostError::NotFound.into())
        }
        Appended::Nowhere => {
            drop(work);
            Err(why_nowhere(ctx, sender, conversation)?.into())
        }
    }
}

fn why_nowhere(
    ctx: &Context,
    sender: AccountId,
    conversation: ConversationId,
) -> Result<PostError, StoreError> {
    let found = ctx.store.read()?.conversations().of_member(sender, conversation)?;
    Ok(match found {
        None => PostError::NotFound,
        Some(own) if own.conversation.members.other(sender).is_none() => PostError::Gone,
        // Open again by now, perhaps; it was closed when it counted.
        Some(_) => PostError::Blocked,
    })
}
