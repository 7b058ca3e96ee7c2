//! Keys of other back ends.

use parlor_domain::{Scopes, ServiceKey, ServiceKeyId, ServiceKeyName, ServiceSecret, StoreError, Timestamp};

/// Looks keys up.
pub trait ServiceKeys {
    /// The key that a secret belongs to, in one query; also one that was taken back.
    ///
    /// # Errors
    /// [`StoreError`].
    fn by_secret(&mut self, secret: &ServiceSecret) -> Result<Option<ServiceKey>, StoreError>;

    /// At most `most` keys, the newest first, beginning after the one that `after` names; also those that were
    /// taken back.
    ///
    /// # Errors
    /// [`StoreError`].
    fn page(&mut self, after: Option<ServiceKeyId>, most: usize) -> Result<Vec<ServiceKey>, StoreError>;
}

/// Makes keys and takes them back.
pub trait ServiceKeysMut: ServiceKeys {
    /// Makes one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn add(&mut self, key: &NewServiceKey) -> Result<ServiceKey, StoreError>;

    /// Takes one back; `false` if there is none, or it was taken back before.
    ///
    /// # Errors
    /// [`StoreError`].
    fn revoke(&mut self, id: ServiceKeyId, now: Timestamp) -> Result<bool, StoreError>;
}

/// A key about to be made.
#[derive(Debug, Clone)]
pub struct NewServiceKey {
    /// What its holder will show. It is stored so that nobody can read it back.
    pub secret: ServiceSecret,
    /// By what people tell it from others.
    pub name: ServiceKeyName,
    /// What it is good for.
    pub scopes: Scopes,
    /// When it is made.
    pub created_at: Timestamp,
}
