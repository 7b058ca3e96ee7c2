//! The calls that were made, for whoever makes one again.

use parlor_domain::{Author, IdempotencyKey, StoreError, Timestamp};

/// A call that may come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Who makes it: others may use the same key for something else.
    pub caller: Author,
    /// What is done by it.
    pub operation: Operation,
    /// By what it is known again.
    pub key: IdempotencyKey,
    /// All that was asked for, written the same way each time. Only a digest of it is kept.
    pub body: String,
}

/// What can be done by a call that may come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A balance moves.
    WalletEntry,
    /// Scores are written.
    Scores,
    /// Somebody is asked to be friends.
    FriendRequest,
}

impl Operation {
    /// The word under which it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WalletEntry => "wallet_entry",
            Self::Scores => "scores",
            Self::FriendRequest => "friend_request",
        }
    }
}

/// What is known of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It was not made before.
    First,
    /// It was made, and this came of it.
    Again(String),
    /// The key was used for something else.
    OtherBody,
}

/// Keeps what came of calls.
pub trait Idempotency {
    /// Takes a call's key for this unit of work, unless it was taken since `since`. Whoever else takes it at the
    /// same time waits until this work ends, and then learns what came of it.
    ///
    /// # Errors
    /// [`StoreError`].
    fn claim(&mut self, call: &Call, since: Timestamp, now: Timestamp) -> Result<Claim, StoreError>;

    /// Notes what came of a call whose key this work has taken, in a text that its use case reads again.
    ///
    /// # Errors
    /// [`StoreError`].
    fn keep(&mut self, call: &Call, outcome: &str) -> Result<(), StoreError>;

    /// Removes what came of calls that were made before `before`; says how many there were.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}
