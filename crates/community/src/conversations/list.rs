//! The conversations of somebody, and what was said in one.

use parlor_domain::{AccountId, ConversationId, Failure, Message, Refusal, StoreError};

use crate::Context;
use crate::page::{one_more, page};
use crate::ports::{ConversationsAfter, OwnConversation, Window};

/// Why a conversation is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoConversation {
    /// There is no such conversation of the member's.
    NotFound,
    /// One of the two blocks the other.
    Blocked,
}

impl Refusal for NoConversation {}

/// The conversations of somebody, those in which something was said last first, at most `limit` after the given
/// place; and where the list goes on, if it does.
///
/// # Errors
/// [`StoreError`].
pub fn list_conversations(
    ctx: &Context,
    of: AccountId,
    after: Option<ConversationsAfter>,
    limit: usize,
) -> Result<(Vec<OwnConversation>, Option<ConversationsAfter>), StoreError> {
    let found = ctx.store.read()?.conversations().list(of, after, one_more(limit))?;
    Ok(page(found, limit, |own| ConversationsAfter {
        active_at: own.conversation.active_at,
        id: own.conversation.id,
    }))
}

/// A conversation as one of its members sees it.
///
/// # Errors
/// [`NoConversation`].
pub fn show_conversation(
    ctx: &Context,
    member: AccountId,
    id: ConversationId,
) -> Result<OwnConversation, Failure<NoConversation>> {
    let own = ctx.store.read()?.conversations().of_member(member, id)?.ok_or(NoConversation::NotFound)?;
    if own.is_closed { Err(NoConversation::Blocked.into()) } else { Ok(own) }
}

/// A part of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePage {
    /// The conversation.
    pub conversation: OwnConversation,
    /// Messages, those nearest to the place that was asked for first.
    pub messages: Vec<Message>,
    /// Whether there are more beyond them.
    pub goes_on: bool,
}

/// What was said in a conversation, at most `limit` of it.
///
/// # Errors
/// [`NoConversation`].
pub fn list_messages(
    ctx: &Context,
    member: AccountId,
    id: ConversationId,
    window: Window,
    limit: usize,
) -> Result<MessagePage, Failure<NoConversation>> {
    let conversation = show_conversation(ctx, member, id)?;
    let found = ctx.store.read()?.conversations().messages(id, window, one_more(limit))?;
    let (messages, next) = page(found, limit, |_| ());
    Ok(MessagePage { conversation, messages, goes_on: next.is_some() })
}
