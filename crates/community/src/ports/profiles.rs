//! What accounts show of themselves.

use parlor_domain::{AccountId, AppData, FileName, NamePrefix, Person, Profile, StoreError, Timestamp};

use super::PeopleAfter;

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

    /// What somebody who is active shows to `viewer`; nothing, if one of the two blocks the other. Whether they are
    /// there is shown to themselves and to friends.
    ///
    /// # Errors
    /// [`StoreError`].
    fn profile(
        &mut self,
        viewer: AccountId,
        id: AccountId,
        now: Timestamp,
    ) -> Result<Option<Profile>, StoreError>;

    /// At most `limit` of those who are active and whose name begins like this, in order of name, after the given
    /// place; without those whom `viewer` blocks or who block `viewer`, and those who are called by an email.
    ///
    /// # Errors
    /// [`StoreError`].
    fn search(
        &mut self,
        viewer: AccountId,
        name: &NamePrefix,
        after: Option<&PeopleAfter>,
        limit: usize,
    ) -> Result<Vec<Person>, StoreError>;
}
