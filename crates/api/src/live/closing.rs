//! Why the service closes a socket, and what its client is told.

use actix_ws::{CloseCode, CloseReason};

/// The reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closing {
    /// The session that opened it is over.
    SessionEnded,
    /// One of two people blocked the other.
    Blocked,
    /// The service stops; what waits to be sent still is.
    Stopping,
    /// The client reads more slowly than others write.
    TooSlow,
    /// A message is larger than any may be, or in more pieces.
    TooLarge,
    /// All messages together are more than this instance holds.
    NoRoom,
    /// Nothing came from the client for too long, or a message did not come to its end.
    Silent,
    /// The client speaks another protocol.
    Malformed,
    /// The client sends frames that carry nothing, faster than anybody needs to.
    Flooding,
}

impl Closing {
    /// RFC 6455, 7.4: those from 4000 are the contract's own.
    pub fn code(self) -> u16 {
        match self {
            Self::Stopping => 1001,
            Self::Malformed => 1002,
            Self::TooSlow | Self::Silent | Self::Flooding => 1008,
            Self::TooLarge => 1009,
            Self::NoRoom => 1013,
            Self::SessionEnded => 4401,
            Self::Blocked => 4403,
        }
    }

    /// For a person to read.
    fn text(self) -> &'static str {
        match self {
            Self::SessionEnded => "The session is over.",
            Self::Blocked => "One of you blocked the other.",
            Self::Stopping => "The service restarts.",
            Self::TooSlow => "Messages were not read in time.",
            Self::TooLarge => "The message is too large.",
            Self::NoRoom => "Too much is being sent at the moment.",
            Self::Silent => "Nothing was heard for too long.",
            Self::Malformed => "A frame could not be read.",
            Self::Flooding => "Too many frames.",
        }
    }

    pub fn reason(self) -> CloseReason {
        CloseReason { code: CloseCode::from(self.code()), description: Some(self.text().to_owned()) }
    }
}
