//! Emailed codes, what they are counted by, and what they give: rows that each are used once.

use parlor_domain::{
    AccountId, ClientKind, CodeCounter, CodeCounterKey, CodeDigest, CodePurpose, CodeText, EmailAddress,
    FlowToken, Network, Password, PasswordHash, Pin, StoreError, Timestamp,
};

/// Keeps codes and their counters.
pub trait Codes {
    /// Holds every counter of an account's own tries until the transaction ends. Counters are held before any
    /// account is locked.
    ///
    /// # Errors
    /// [`StoreError`].
    fn hold_all(&mut self, account: AccountId) -> Result<(), StoreError>;

    /// Removes every counter of an account's own tries.
    ///
    /// # Errors
    /// [`StoreError`].
    fn forget_counters(&mut self, account: AccountId) -> Result<(), StoreError>;

    /// A counter, which nobody else gets until the transaction ends; made first if there was none.
    ///
    /// # Errors
    /// [`StoreError`].
    fn hold(&mut self, key: &CodeCounterKey, now: Timestamp) -> Result<CodeCounter, StoreError>;

    /// Stores a counter that is held.
    ///
    /// # Errors
    /// [`StoreError`].
    fn keep(&mut self, key: &CodeCounterKey, counter: &CodeCounter) -> Result<(), StoreError>;

    /// Stores a code. Of those of its account, purpose and client only the `live` newest stay.
    ///
    /// # Errors
    /// [`StoreError`].
    fn add(&mut self, code: &NewCode, live: usize) -> Result<(), StoreError>;

    /// The code of an account and purpose that has this digest; it may be over.
    ///
    /// # Errors
    /// [`StoreError`].
    fn find(
        &mut self,
        account: AccountId,
        purpose: CodePurpose,
        digest: &CodeDigest,
    ) -> Result<Option<SentCode>, StoreError>;

    /// Uses a code up; `false` if somebody else was first.
    ///
    /// # Errors
    /// [`StoreError`].
    fn consume(&mut self, code: &SentCode) -> Result<bool, StoreError>;

    /// Removes the codes of an account: those of one purpose, or all.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove(&mut self, account: AccountId, purpose: Option<CodePurpose>) -> Result<(), StoreError>;

    /// Removes the codes that were over, and the counters that nobody held, before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}

/// A code to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCode {
    /// Whose it is.
    pub account: AccountId,
    /// What it is good for.
    pub purpose: CodePurpose,
    /// Who asked for it.
    pub client: ClientKind,
    /// Its hash.
    pub digest: CodeDigest,
    /// The address that it proves.
    pub sent_to: EmailAddress,
    /// When it is sent.
    pub sent_at: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// A code as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentCode {
    /// Its row.
    pub id: i64,
    /// The address that it proves.
    pub sent_to: EmailAddress,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// Keeps what lets somebody who proved an email set the first password.
pub trait Flows {
    /// Stores one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn grant(&mut self, flow: &NewFlow) -> Result<(), StoreError>;

    /// Uses one up by its token; `false` if there is none of this account that is good now.
    ///
    /// # Errors
    /// [`StoreError`].
    fn take(&mut self, account: AccountId, token: FlowToken, now: Timestamp) -> Result<bool, StoreError>;

    /// Uses one up by the address that it was granted to, if it is the only one that is good for that address.
    ///
    /// # Errors
    /// [`StoreError`].
    fn take_from(&mut self, account: AccountId, network: Network, now: Timestamp)
    -> Result<bool, StoreError>;

    /// Removes all of an account.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove(&mut self, account: AccountId) -> Result<(), StoreError>;

    /// Removes those that were over before `before`; says how many.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError>;
}

/// What is granted to whoever proved an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewFlow {
    /// Whose password may be set.
    pub account: AccountId,
    /// What shows it.
    pub token: FlowToken,
    /// Who proved it, when that is known.
    pub network: Option<Network>,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// Looks PINs up.
pub trait Pins {
    /// The hash of an account's PIN, if it has one.
    ///
    /// # Errors
    /// [`StoreError`].
    fn pin(&mut self, account: AccountId) -> Result<Option<PasswordHash>, StoreError>;
}

/// Changes PINs.
pub trait PinsMut: Pins {
    /// Stores one in place of any other.
    ///
    /// # Errors
    /// [`StoreError`].
    fn set_pin(&mut self, account: AccountId, pin: &PasswordHash) -> Result<(), StoreError>;

    /// Takes it away; `false` if there was none.
    ///
    /// # Errors
    /// [`StoreError`].
    fn remove_pin(&mut self, account: AccountId) -> Result<bool, StoreError>;
}

/// Hashes what is too short to be kept as a plain hash, with keys that a copy of the database does not hold.
pub trait KeyedHashes: Send + Sync {
    /// What is stored of a code: another for each account and purpose.
    fn code(&self, account: AccountId, purpose: CodePurpose, code: &CodeText) -> CodeDigest;

    /// What is stored of a code that is found by itself: the same for every account.
    fn nameless_code(&self, code: &CodeText) -> CodeDigest;

    /// What a PIN is hashed as, by [`super::Passwords`].
    fn pin(&self, account: AccountId, pin: &Pin) -> Password;
}
