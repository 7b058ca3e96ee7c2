//! What people who are there at the moment are told at once. Must not know how: whoever has their sockets takes it
//! from [`crate::ports::Effects`].

use crate::{AccountId, ConversationId, Members, Message, Pair, Seq};

/// Something that was stored, and that open sockets want to know of. It may be lost with the process: whoever
/// comes back asks the database for what it missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announcement {
    /// Something was said. What was committed first has the lower `seq`; two announcements of one conversation
    /// may come in either order.
    MessagePosted {
        /// What.
        message: Message,
        /// Whom it concerns.
        members: Members,
    },
    /// Somebody has read a conversation up to a message.
    ConversationRead {
        /// Which.
        conversation: ConversationId,
        /// Who.
        reader: AccountId,
        /// Up to where.
        up_to: Seq,
        /// Whom it concerns.
        members: Members,
    },
    /// One asked the other to be friends.
    FriendAsked {
        /// Who asked.
        by: AccountId,
        /// Whom.
        whom: AccountId,
    },
    /// The question was answered with no, or taken back.
    FriendRequestWithdrawn {
        /// By whom.
        by: AccountId,
        /// Who else is concerned.
        other: AccountId,
    },
    /// Two became friends.
    Befriended(Pair),
    /// Two are friends no more.
    Parted(Pair),
    /// One blocked the other: they are to see nothing more of each other.
    Blocked {
        /// Who did it.
        by: AccountId,
        /// Whom.
        whom: AccountId,
        /// The conversation of the two, which is closed now.
        conversation: Option<ConversationId>,
    },
}
