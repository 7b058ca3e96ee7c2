//! Codes that complete a sign-up by themselves: whoever shows one does not say whose it is, so no two that are
//! stored are alike.

use parlor_domain::{AccountId, CodeDigest, Network, StoreError, Timestamp};

/// Keeps the codes of sign-ups that wait. A code goes with its account.
pub trait SignUpCodes {
    /// Stores the code of an account that has none; `false` if another sign-up has the same: draw again.
    ///
    /// # Errors
    /// [`StoreError`].
    fn reserve(&mut self, code: &SignUpCode) -> Result<bool, StoreError>;

    /// The code that has this digest; it may be over.
    ///
    /// # Errors
    /// [`StoreError`].
    fn find(&mut self, digest: &CodeDigest) -> Result<Option<SignUpCode>, StoreError>;

    /// Uses a code up; `false` if somebody else was first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn consume(&mut self, code: &SignUpCode) -> Result<bool, StoreError>;

    /// How many are good at a time, and until when the first of them is.
    ///
    /// # Errors
    /// [`StoreError`].
    fn waiting(&mut self, now: Timestamp) -> Result<(usize, Option<Timestamp>), StoreError>;

    /// Removes those that were over before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}

/// The code of a sign-up that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUpCode {
    /// The pending account.
    pub account: AccountId,
    /// Its hash.
    pub digest: CodeDigest,
    /// From where the sign-up came, if that is known.
    pub network: Option<Network>,
    /// When it is over.
    pub expires_at: Timestamp,
}
