//! Notes up to where somebody has read.

use parlor_domain::{AccountId, Announcement, ConversationId, Failure, Seq};

use super::NoConversation;
use crate::Context;
use crate::ports::Marked;

/// Up to where somebody has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadMark {
    /// The last message that was read.
    pub read: Seq,
    /// How many of the other come after it.
    pub unread: u64,
}

/// Notes that a member has read up to a message; it never moves back, nor beyond the last message.
///
/// # Errors
/// [`NoConversation::NotFound`], also where one of the two blocks the other.
pub fn mark_read(
    ctx: &Context,
    reader: AccountId,
    id: ConversationId,
    up_to: Seq,
) -> Result<ReadMark, Failure<NoConversation>> {
    let mut work = ctx.store.write()?;
    let marked = work.conversations().mark_read(reader, id, up_to)?.ok_or(NoConversation::NotFound)?;
    let Marked { conversation, read, unread, has_moved } = marked;
    if has_moved {
        let members = conversation.members;
        work.announce(Announcement::ConversationRead { conversation: id, reader, up_to: read, members });
        work.commit()?;
    }
    Ok(ReadMark { read, unread })
}
