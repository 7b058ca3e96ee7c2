//! What accounts show of themselves.

use parlor_domain::{AccountId, AppData, FileName, StoreError};

/// What stands beside an account and is shown with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Belongings {
    /// What apps keep.
    pub data: AppData,
    /// Its picture, if it has one.
    pub avatar: Option<FileName>,
}

/// Looks profiles up.
pub trait Profiles {
    /// What stands beside an account, in one query; nothing, if there is no such account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn belongings(&mut self, account: AccountId) -> Result<Belongings, StoreError>;
}
