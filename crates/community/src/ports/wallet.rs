//! Balances and the ledger.

use std::ops::RangeInclusive;

use parlor_domain::{
    AccountId, Amount, AuditEvent, Author, Balance, Entry, EntryId, NewEntry, Reason, StoreError, Timestamp,
};

/// Looks at balances and at what moved them.
pub trait Wallets {
    /// What an account has; `None` where there is no such account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn balance(&mut self, account: AccountId) -> Result<Option<Balance>, StoreError>;

    /// At most `limit` entries of an account, the last first, beginning after the one that `after` names.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entries(
        &mut self,
        account: AccountId,
        after: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError>;

    /// The entry that has a number.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entry(&mut self, id: EntryId) -> Result<Option<Entry>, StoreError>;
}

/// Moves balances. Whoever does writes an entry in the same unit of work.
pub trait WalletsMut: Wallets {
    /// Adds to a balance by one statement, provided that it ends within `room`; `None` if it would not, or there is
    /// no such account. Keeps others from moving it until the transaction ends.
    ///
    /// # Errors
    /// [`StoreError`].
    fn add(
        &mut self,
        account: AccountId,
        amount: Amount,
        room: RangeInclusive<i64>,
    ) -> Result<Option<Balance>, StoreError>;

    /// Reads a balance and keeps others from moving it until the transaction ends; `None` where there is no such
    /// account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn lock(&mut self, account: AccountId) -> Result<Option<Balance>, StoreError>;

    /// Stores a balance in place of the one that was locked.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set(&mut self, account: AccountId, balance: Balance) -> Result<(), StoreError>;

    /// Writes an entry.
    ///
    /// # Errors
    /// [`StoreError`].
    fn enter(&mut self, entry: &NewEntry) -> Result<EntryId, StoreError>;
}

/// A movement of a balance, with the entry and the event that tell of it. No key makes it harmless to repeat.
#[derive(Debug, Clone)]
pub struct Posting {
    /// Whose balance moves.
    pub account: AccountId,
    /// By what.
    pub amount: Amount,
    /// Where it must end.
    pub room: RangeInclusive<i64>,
    /// Who moves it.
    pub author: Author,
    /// Why.
    pub reason: Reason,
    /// What the audit log says of it.
    pub event: AuditEvent,
    /// When.
    pub at: Timestamp,
}
