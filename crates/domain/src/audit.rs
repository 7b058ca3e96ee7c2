//! What the audit log says: who did what to which account, from where, when. Never a secret.

use crate::{AccountId, ClientAddress, CodePurpose, EndReason, ServiceKeyId, SessionId};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// What happened.
    pub kind: AuditKind,
    /// Who did it.
    pub actor: Actor,
    /// To which account; `None` for a try at a name that nobody has.
    pub account: Option<AccountId>,
    /// In which session.
    pub session: Option<SessionId>,
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who had shown no credential yet.
    Anyone(ClientAddress),
    /// The account itself, signed in.
    Account(AccountId, ClientAddress),
    /// Another back end, by its service key.
    Service(ServiceKeyId, ClientAddress),
    /// Somebody at the command line of the machine.
    Operator,
}

impl Actor {
    /// The same, from elsewhere.
    #[must_use]
    pub fn at(self, address: ClientAddress) -> Self {
        match self {
            Self::Anyone(_) => Self::Anyone(address),
            Self::Account(id, _) => Self::Account(id, address),
            Self::Service(key, _) => Self::Service(key, address),
            Self::Operator => Self::Operator,
        }
    }

    /// From where, when that is known.
    #[must_use]
    pub fn address(self) -> ClientAddress {
        match self {
            Self::Anyone(address) | Self::Account(_, address) | Self::Service(_, address) => address,
            Self::Operator => ClientAddress::Unknown,
        }
    }
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditKind {
    /// An account was made.
    SignedUp,
    /// Somebody signed in.
    SignedIn,
    /// A sign-in was refused.
    SignInFailed,
    /// A wrong password was one too many.
    Locked,
    /// An operator lifted a lockout.
    Unlocked,
    /// A session ended before its time.
    SessionEnded(EndReason),
    /// A username was changed.
    Renamed,
    /// A password was set by an operator.
    PasswordSet,
    /// The owner of an account gave it another password.
    PasswordChanged,
    /// The owner of a session showed a password again.
    SteppedUp,
    /// The owner of an account was asked for a password within a session, and gave a wrong one.
    ProofFailed,
    /// A code was emailed.
    CodeSent(CodePurpose),
    /// A wrong code was given, or one that is over.
    CodeFailed(CodePurpose),
    /// An email was proved to be its owner's.
    EmailVerified,
    /// An account has another email now.
    EmailChanged,
    /// Whoever proved an unproved email took the account over from whoever had it before.
    TakenOver,
    /// A forgotten password was replaced.
    PasswordRecovered,
    /// A PIN was set.
    PinSet,
    /// A PIN was taken away.
    PinRemoved,
    /// A wrong PIN was given.
    PinFailed,
    /// A wrong PIN was one too many.
    PinLocked,
    /// An account's second factors, and what stands in for one, were taken away by somebody else.
    FactorsReset,
    /// An account was switched off.
    Deactivated,
    /// An account was switched on again.
    Activated,
    /// An account was deleted by its owner, with all that belonged to it.
    Deleted,
    /// An account became an administrator's.
    AdminGranted,
    /// An account stopped being an administrator's.
    AdminRevoked,
    /// A balance was moved by an amount; the ledger says by how much, and why.
    WalletMoved,
    /// A balance was set.
    BalanceSet,
    /// Scores were written.
    ScoresWritten,
    /// An operator made a new signing key.
    SigningKeyAdded,
    /// A key for another back end was made.
    ServiceKeyAdded(ServiceKeyId),
    /// A key of another back end was taken back.
    ServiceKeyRevoked(ServiceKeyId),
    /// An operator sealed the keys by another root secret.
    SecretRotated,
    /// An operator made all keys anew, which ended every session.
    SecretReset,
}

impl AuditKind {
    /// The word under which it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedUp => "signed_up",
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::Locked => "locked",
            Self::Unlocked => "unlocked",
            Self::SessionEnded(EndReason::SignedOut) => "session_signed_out",
            Self::SessionEnded(EndReason::Reuse) => "session_refresh_reused",
            Self::SessionEnded(EndReason::PasswordSet) => "session_ended_by_password",
            Self::SessionEnded(EndReason::Deactivated) => "session_ended_by_deactivation",
            Self::SessionEnded(EndReason::Owner) => "session_ended_by_owner",
            Self::SessionEnded(EndReason::Deleted) => "session_ended_by_deletion",
            Self::SessionEnded(EndReason::TakenOver) => "session_ended_by_take_over",
            Self::SessionEnded(EndReason::Operator) => "session_ended_by_operator",
            Self::Renamed => "renamed",
            Self::PasswordSet => "password_set",
            Self::PasswordChanged => "password_changed",
            Self::SteppedUp => "stepped_up",
            Self::ProofFailed => "proof_failed",
            Self::CodeSent(CodePurpose::EmailVerification) => "code_sent_email_verification",
            Self::CodeSent(CodePurpose::SignIn) => "code_sent_sign_in",
            Self::CodeSent(CodePurpose::PasswordRecovery) => "code_sent_password_recovery",
            Self::CodeSent(CodePurpose::PinReset) => "code_sent_pin_reset",
            Self::CodeSent(CodePurpose::EmailChange) => "code_sent_email_change",
            Self::CodeFailed(CodePurpose::EmailVerification) => "code_failed_email_verification",
            Self::CodeFailed(CodePurpose::SignIn) => "code_failed_sign_in",
            Self::CodeFailed(CodePurpose::PasswordRecovery) => "code_failed_password_recovery",
            Self::CodeFailed(CodePurpose::PinReset) => "code_failed_pin_reset",
            Self::CodeFailed(CodePurpose::EmailChange) => "code_failed_email_change",
            Self::EmailVerified => "email_verified",
            Self::EmailChanged => "email_changed",
            Self::TakenOver => "taken_over",
            Self::PasswordRecovered => "password_recovered",
            Self::PinSet => "pin_set",
            Self::PinRemoved => "pin_removed",
            Self::PinFailed => "pin_failed",
            Self::PinLocked => "pin_locked",
            Self::FactorsReset => "factors_reset",
            Self::Deactivated => "deactivated",
            Self::Activated => "activated",
            Self::Deleted => "deleted",
            Self::AdminGranted => "admin_granted",
            Self::AdminRevoked => "admin_revoked",
            Self::WalletMoved => "wallet_moved",
            Self::BalanceSet => "balance_set",
            Self::ScoresWritten => "scores_written",
            Self::SigningKeyAdded => "signing_key_added",
            Self::ServiceKeyAdded(_) => "service_key_added",
            Self::ServiceKeyRevoked(_) => "service_key_revoked",
            Self::SecretRotated => "secret_rotated",
            Self::SecretReset => "secret_reset",
        }
    }
    /// The number of what it was done to, where that is neither an account nor a session.
    #[must_use]
    pub fn subject(self) -> Option<i64> {
        match self {
            Self::ServiceKeyAdded(id) | Self::ServiceKeyRevoked(id) => Some(id.0),
            _ => None,
        }
    }
}
