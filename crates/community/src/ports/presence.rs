//! Who has a socket open, and who was last seen when.

use parlor_domain::{AccountId, InstanceId, Presence, StoreError, Timestamp};

/// Tells who is there.
pub trait Presences {
    /// Whether somebody is there.
    ///
    /// # Errors
    /// [`StoreError`].
    fn presence(&mut self, account: AccountId, now: Timestamp) -> Result<Presence, StoreError>;

    /// Whether the lease of any instance is over.
    ///
    /// # Errors
    /// [`StoreError`].
    fn any_lapsed(&mut self, now: Timestamp) -> Result<bool, StoreError>;
}

/// Writes down who is there. Each takes as many statements for many accounts as for one; accounts that were deleted
/// meanwhile are passed over.
pub trait PresencesMut {
    /// Renews the lease of an instance and keeps others from taking it away until the work ends; `false` if it has
    /// none any more.
    ///
    /// # Errors
    /// [`StoreError`].
    fn renew(&mut self, instance: InstanceId, until: Timestamp) -> Result<bool, StoreError>;

    /// Gives an instance a lease. It has none.
    ///
    /// # Errors
    /// [`StoreError`].
    fn enter(&mut self, instance: InstanceId, until: Timestamp) -> Result<(), StoreError>;

    /// Keeps accounts from being deleted until the work ends: those that have sockets at these instances, and these.
    /// Before whatever is written of them.
    ///
    /// # Errors
    /// [`StoreError`].
    fn hold(&mut self, instances: &[InstanceId], accounts: &[AccountId]) -> Result<(), StoreError>;

    /// Accounts have sockets open at an instance that has a lease. To open one more changes nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    fn opened(
        &mut self,
        instance: InstanceId,
        accounts: &[AccountId],
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Accounts have none there any more.
    ///
    /// # Errors
    /// [`StoreError`].
    fn closed(&mut self, instance: InstanceId, accounts: &[AccountId]) -> Result<(), StoreError>;

    /// Accounts were seen, unless they were seen later.
    ///
    /// # Errors
    /// [`StoreError`].
    fn seen(&mut self, accounts: &[AccountId], at: Timestamp) -> Result<(), StoreError>;

    /// The instances whose lease is over, without those that somebody else has to do with at the moment. Nobody renews
    /// their leases until the work ends.
    ///
    /// # Errors
    /// [`StoreError`].
    fn lapsed(&mut self, now: Timestamp) -> Result<Vec<InstanceId>, StoreError>;

    /// Removes instances whose leases nobody else can renew, and with them their open sockets, whose owners were last
    /// seen when the lease ended.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove(&mut self, instances: &[InstanceId]) -> Result<(), StoreError>;
}
