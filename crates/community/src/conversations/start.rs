//! Begins the conversation of two people, or finds it.

use parlor_domain::{AccountId, Conversation, Failure, Pair, Refusal};

use crate::Context;
use crate::ports::Met;

/// With whom to talk.
#[derive(Debug, Clone, Copy)]
pub struct StartConversation {
    /// Whoever begins it.
    pub by: AccountId,
    /// The other one.
    pub with: AccountId,
    /// Whether a new one is begun only with somebody who is signed in; one that is there is found in any case.
    pub only_if_connected: bool,
}

/// The conversation of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// What both see.
    pub conversation: Conversation,
    /// Whether it was begun just now.
    pub is_new: bool,
}

/// Why there is no conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartError {
    /// Nobody talks to oneself.
    Oneself,
    /// There is no active account of that number.
    NotFound,
    /// Whoever would begin it blocks the other.
    Blocks,
    /// The other blocks whoever would begin it.
    IsBlocked,
    /// The other is not signed in.
    NotConnected,
}

impl Refusal for StartError {}

/// Begins the conversation of two people, or finds it: there is one for each two.
///
/// # Errors
/// [`StartError`].
pub fn start_conversation(ctx: &Context, command: StartConversation) -> Result<Started, Failure<StartError>> {
    let now = ctx.clock.now();
    let StartConversation { by, with, only_if_connected } = command;
    let pair = Pair::of(by, with).ok_or(StartError::Oneself)?;
    let mut work = ctx.store.write()?;
    let Met { relation, are_active } = work.relations().meet(pair)?.ok_or(StartError::NotFound)?;
    if !are_active {
        return Err(StartError::NotFound.into());
    }
    if relation.blocked_by(with).is_some() {
        return Err(StartError::IsBlocked.into());
    }
    if relation.blocked_by(by).is_some() {
        return Err(StartError::Blocks.into());
    }
    if let Some(conversation) = work.conversations().of_pair(pair)? {
        return Ok(Started { conversation, is_new: false });
    }
    if only_if_connected && !work.relations().is_connected(with, now)? {
        return Err(StartError::NotConnected.into());
    }
    let conversation = work.conversations().begin(pair, by, now)?;
    work.commit()?;
    Ok(Started { conversation, is_new: true })
}
