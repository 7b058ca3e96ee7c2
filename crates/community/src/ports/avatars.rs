//! Pictures of accounts, and the files that are to go.

use parlor_domain::{AccountId, FileName, MediaFile, StoreError, Timestamp};

/// Changes the pictures of accounts.
pub trait Avatars {
    /// Gives an account another picture, or none, as a new revision; says which it had. The account is locked first,
    /// so that of two changes at once the second is told of the first one's picture.
    ///
    /// # Errors
    /// [`StoreError`].
    fn replace(
        &mut self,
        account: AccountId,
        picture: Option<&FileName>,
        now: Timestamp,
    ) -> Result<Replaced, StoreError>;
}

/// What became of a change of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replaced {
    /// It holds. There was this one before.
    Before(Option<FileName>),
    /// Nothing changed: the account is not in use any more.
    NoAccount,
}

/// The files that a worker removes: written in the transaction by which they lose their place, so that no crash
/// leaves one behind. Those of an account that is deleted are written by whoever deletes it.
pub trait DiscardedFiles {
    /// Has a file removed once it is `due`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn discard(&mut self, file: &MediaFile, due: Timestamp) -> Result<(), StoreError>;

    /// Keeps a file after all; `false` if its time has come, or it was never discarded.
    ///
    /// # Errors
    /// [`StoreError`].
    fn keep(&mut self, file: &MediaFile, now: Timestamp) -> Result<bool, StoreError>;

    /// Forgets those that were removed.
    ///
    /// # Errors
    /// [`StoreError`].
    fn forget(&mut self, files: &[MediaFile]) -> Result<(), StoreError>;
}

/// Looks up which files are to go.
pub trait DueFiles {
    /// At most `limit` of those whose time has come.
    ///
    /// # Errors
    /// [`StoreError`].
    fn due(&mut self, now: Timestamp, limit: usize) -> Result<Vec<MediaFile>, StoreError>;
}
