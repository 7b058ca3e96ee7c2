//! What the use cases need from outside.
//!
//! A look-up answers `Ok(None)` for what is not there. What reads may be called on a plain connection; what changes
//! something only on a unit of work, which is one transaction.

mod avatars;
mod conversations;
mod friends;
mod idempotency;
mod leaderboard;
mod media;
mod presence;
mod profiles;
mod wallet;

use parlor_domain::ports::Journal;
use parlor_domain::{Announcement, Balance, EntryId, Message, StoreError};

pub use avatars::{Avatars, DiscardedFiles, DueFiles, Replaced};
pub use conversations::{
    Appended, Conversations, ConversationsAfter, ConversationsMut, Marked, NewMessage, OwnConversation,
    Window,
};
pub use friends::{Direction, Met, People, PeopleAfter, Relations, RequestsAfter, UserLists, Users};
pub use idempotency::{Call, Claim, Idempotency, Operation};
pub use leaderboard::{Folded, Leaderboard, Scores};
pub use media::{Awaited, Chunks, MAX_SIDE, Media, MediaError, NotAPicture, Opened, Pictures};
pub use presence::{Presences, PresencesMut};
pub use profiles::{Belongings, Profiles};
pub use wallet::{Posting, Wallets, WalletsMut};

/// Where everything is kept.
pub trait Store: Send + Sync {
    /// A connection for look-ups.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when none becomes free in time.
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError>;

    /// A transaction. Dropping it takes everything back.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when no connection becomes free in time.
    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError>;

    /// Moves a balance and writes what tells of it, all by one statement. `None`, with nothing done, where the database
    /// has none for it, and where the balance would not end within its room: then a unit of work does it, or says
    /// why it cannot.
    ///
    /// # Errors
    /// [`StoreError`].
    fn post(&self, _posting: &Posting) -> Result<Option<(EntryId, Balance)>, StoreError> {
        Ok(None)
    }

    /// Appends messages that come without attachments, each in a conversation of its own, and tells those who are
    /// there, all as one piece of work. Gives them in their order; `None` for those that were not appended, be it that
    /// there is nothing to append or that their turn has not come: then a unit of work does it, or says why it cannot.
    ///
    /// # Errors
    /// [`StoreError`].
    fn say(&self, messages: &[NewMessage<'_>]) -> Result<Vec<Option<Message>>, StoreError> {
        Ok(messages.iter().map(|_| None).collect())
    }
}

/// Look-ups, each seeing what was committed before it.
pub trait Reader {
    /// People as others see them.
    fn people(&mut self) -> &mut dyn People;
    /// People with their friends.
    fn users(&mut self) -> &mut dyn UserLists;
    /// What accounts show of themselves.
    fn profiles(&mut self) -> &mut dyn Profiles;
    /// Files that are to go.
    fn due_files(&mut self) -> &mut dyn DueFiles;
    /// Balances and the ledger.
    fn wallets(&mut self) -> &mut dyn Wallets;
    /// Who stands where.
    fn leaderboard(&mut self) -> &mut dyn Leaderboard;
    /// What people say to each other.
    fn conversations(&mut self) -> &mut dyn Conversations;
    /// Who is there.
    fn presences(&mut self) -> &mut dyn Presences;
}

/// A unit of work: every repository on one transaction.
pub trait Work {
    /// What people are to each other.
    fn relations(&mut self) -> &mut dyn Relations;
    /// Pictures of accounts.
    fn avatars(&mut self) -> &mut dyn Avatars;
    /// Files that lose their place.
    fn discarded_files(&mut self) -> &mut dyn DiscardedFiles;
    /// Balances and the ledger.
    fn wallets(&mut self) -> &mut dyn WalletsMut;
    /// The calls that were made.
    fn idempotency(&mut self) -> &mut dyn Idempotency;
    /// Scores.
    fn scores(&mut self) -> &mut dyn Scores;
    /// What people say to each other.
    fn conversations(&mut self) -> &mut dyn ConversationsMut;
    /// Who is there.
    fn presences(&mut self) -> &mut dyn PresencesMut;
    /// What happened.
    fn journal(&mut self) -> &mut dyn Journal;

    /// Tells people who are there, once the work has committed; see [`parlor_domain::ports::Effects::announced`].
    fn announce(&mut self, announcement: Announcement);

    /// Makes all of it last, then lets its effects follow.
    ///
    /// # Errors
    /// [`StoreError`] when the transaction could not be completed; then nothing of it lasts.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
