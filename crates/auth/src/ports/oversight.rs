//! What administrators look at: the audit log, mail that nobody got, and how much there is of everything.

use parlor_domain::{
    Account, AccountId, AccountState, AuditEntry, AuditFilter, EmailAddress, StoreError, Timestamp,
};

/// A place in a list that is ordered by time, the newest first: when it was there, and its number.
pub type Moment = (Timestamp, i64);

/// Which accounts a list is about: those that everything fits which is said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Among {
    /// What state they are in.
    pub state: Option<AccountState>,
    /// Whether they have the rights of administrators.
    pub is_admin: Option<bool>,
}

impl Among {
    /// Whether an account is one of them.
    #[must_use]
    pub fn has(self, account: &Account) -> bool {
        self.state.is_none_or(|state| state == account.state)
            && self.is_admin.is_none_or(|is_admin| is_admin == account.is_admin)
    }
}

/// Reads the audit log.
pub trait AuditLog {
    /// At most `most` entries that a filter fits, the newest first, beginning after the one at `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn entries(
        &mut self,
        filter: &AuditFilter,
        after: Option<Moment>,
        most: usize,
    ) -> Result<Vec<AuditEntry>, StoreError>;
}

/// Looks at the mails that could not be delivered and are still known.
pub trait Undelivered {
    /// At most `most` of them, those given up last first, beginning after the one at `after`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn failed(&mut self, after: Option<Moment>, most: usize) -> Result<Vec<FailedMail>, StoreError>;
}

/// A mail that could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedMail {
    /// Its row.
    pub id: i64,
    /// Whose mail it was.
    pub account: Option<AccountId>,
    /// To whom it should have gone.
    pub to: EmailAddress,
    /// What kind of mail it was.
    pub kind: String,
    /// Why it did not.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When it was given up.
    pub at: Timestamp,
}

/// Counts.
pub trait Statistics {
    /// How much there is of everything. Whatever is many is counted one by one, so do not ask often.
    ///
    /// # Errors
    /// [`StoreError`].
    fn counts(&mut self, now: Timestamp) -> Result<Counts, StoreError>;
}

/// How much there is of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Sign-ups that wait for their code.
    pub pending_accounts: usize,
    /// Accounts in use.
    pub active_accounts: usize,
    /// Accounts that are switched off.
    pub deactivated_accounts: usize,
    /// Active accounts of administrators.
    pub administrators: usize,
    /// Sessions that are good now.
    pub live_sessions: usize,
    /// Mails that wait to be sent.
    pub pending_mails: usize,
    /// Mails that could not be delivered.
    pub failed_mails: usize,
    /// Service keys that were not taken back.
    pub service_keys: usize,
}
