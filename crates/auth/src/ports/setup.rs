//! What lets somebody make the first administrator.

use parlor_domain::{SetupToken, StoreError, Timestamp};

/// Keeps the links that were printed.
pub trait SetupLinks {
    /// Whether anybody can act as an administrator: an account that has the rights and is in use.
    ///
    /// # Errors
    /// [`StoreError`].
    fn has_admin(&mut self) -> Result<bool, StoreError>;

    /// Stores one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn offer(&mut self, token: SetupToken, now: Timestamp) -> Result<(), StoreError>;

    /// Uses one up that was made since `since`, and all others with it; `false` if there is no such one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn take(&mut self, token: SetupToken, since: Timestamp) -> Result<bool, StoreError>;
}
