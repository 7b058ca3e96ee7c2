//! Scores and the leaderboard.

use parlor_domain::{AccountId, Place, Score, Standing, StoreError};

/// Looks at the leaderboard. Each look is at one moment: what it shows belongs together, whatever is written
/// meanwhile. Only active accounts stand on it.
pub trait Leaderboard {
    /// The first `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn top(&mut self, limit: usize) -> Result<Vec<Standing>, StoreError>;

    /// The first `limit` after a place.
    ///
    /// # Errors
    /// [`StoreError`].
    fn after(&mut self, place: Place, limit: usize) -> Result<Vec<Standing>, StoreError>;

    /// The first `limit` after so many others.
    ///
    /// # Errors
    /// [`StoreError`].
    fn slice(&mut self, offset: usize, limit: usize) -> Result<Vec<Standing>, StoreError>;

    /// An account with at most so many others above and below it; nobody if it does not stand there.
    ///
    /// # Errors
    /// [`StoreError`].
    fn around(&mut self, account: AccountId, each_side: usize) -> Result<Vec<Standing>, StoreError>;

    /// The score of an account, whether it stands there or not; nothing if there is no such account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn score(&mut self, account: AccountId) -> Result<Option<Score>, StoreError>;

    /// Whether scores changed that are not counted into their bands yet.
    ///
    /// # Errors
    /// [`StoreError`].
    fn is_behind(&mut self) -> Result<bool, StoreError>;

    /// Gives back the room of changes that were counted, where a database does not do that by itself.
    ///
    /// # Errors
    /// [`StoreError`].
    fn tidy(&mut self) -> Result<(), StoreError>;
}

/// What came of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Folded {
    /// How many changes were counted.
    pub changes: usize,
    /// Whether it is worth counting again at once.
    pub goes_on: bool,
}

/// Writes scores.
pub trait Scores {
    /// The scores of those of the accounts that there are, kept from changing until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    fn lock(&mut self, accounts: &[AccountId]) -> Result<Vec<(AccountId, Score)>, StoreError>;

    /// Stores scores in place of those that were locked.
    ///
    /// # Errors
    /// [`StoreError`].
    fn write(&mut self, scores: &[(AccountId, Score)]) -> Result<(), StoreError>;

    /// Counts changes into their bands, and divides bands that hold too many: ranks stay what they are, and stay
    /// cheap to tell. Does nothing while somebody else does the same.
    ///
    /// # Errors
    /// [`StoreError`].
    fn fold(&mut self) -> Result<Folded, StoreError>;
}
