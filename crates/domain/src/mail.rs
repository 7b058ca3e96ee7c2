//! What people are written: which mails there are, what each says, and how long it is of use. Must not know
//! the words, nor how a mail gets to anybody.

use std::fmt;
use std::time::Duration;

use crate::{ClientAddress, EmailAddress, Locale, Timestamp};

/// A mail to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: EmailAddress,
    /// In which language, if that is known.
    pub locale: Option<Locale>,
    /// What it says.
    pub content: MailContent,
}

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailContent {
    /// A code to be typed somewhere.
    Code {
        /// What it is good for.
        purpose: CodePurpose,
        /// The six digits.
        code: CodeText,
        /// How long it lives.
        valid_for: Duration,
    },
    /// A sign-up or a change of email was tried with an address that has an account already.
    AddressInUse,
    /// Somebody signed in from where nobody had before.
    NewDevice {
        /// What the device says of itself: any text at all.
        device: Option<String>,
        /// From where.
        address: ClientAddress,
        /// When.
        at: Timestamp,
    },
    /// The password was changed.
    PasswordChanged {
        /// When.
        at: Timestamp,
    },
    /// The account has another email now; this is said to the old one.
    EmailChanged {
        /// The new one.
        new: EmailAddress,
        /// When.
        at: Timestamp,
    },
    /// A second factor, or what stands in for one, was changed.
    FactorChanged {
        /// How.
        change: FactorChange,
        /// When.
        at: Timestamp,
    },
    /// Too many wrong passwords were tried.
    Locked {
        /// When the next try counts again.
        until: Timestamp,
    },
    /// A refresh token came back that had been left behind, so a session ended.
    RefreshReused {
        /// From where it came.
        address: ClientAddress,
        /// When.
        at: Timestamp,
    },
}

/// What happened to a factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorChange {
    /// An authenticator app was added.
    TotpAdded,
    /// It was removed.
    TotpRemoved,
    /// A passkey was added.
    PasskeyAdded,
    /// One was removed.
    PasskeyRemoved,
    /// Recovery codes were made anew.
    RecoveryCodesMade,
    /// A PIN was set or changed.
    PinSet,
    /// It was removed.
    PinRemoved,
}

impl FactorChange {
    /// Every one there is.
    pub const ALL: [Self; 7] = [
        Self::TotpAdded,
        Self::TotpRemoved,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::RecoveryCodesMade,
        Self::PinSet,
        Self::PinRemoved,
    ];

    /// The word by which templates tell them apart.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TotpAdded => "totp_added",
            Self::TotpRemoved => "totp_removed",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::PinSet => "pin_set",
            Self::PinRemoved => "pin_removed",
        }
    }
}

/// What an emailed code is good for, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodePurpose {
    /// Proving that the account's email is its owner's.
    EmailVerification,
    /// Signing in.
    SignIn,
    /// Setting a new password in place of a forgotten one.
    PasswordRecovery,
    /// Setting a new PIN in place of a forgotten one.
    PinReset,
    /// Proving the email that the account is to have.
    EmailChange,
}

impl CodePurpose {
    /// Every one there is.
    pub const ALL: [Self; 5] =
        [Self::EmailVerification, Self::SignIn, Self::PasswordRecovery, Self::PinReset, Self::EmailChange];

    /// The word under which it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmailVerification => "email_verification",
            Self::SignIn => "sign_in",
            Self::PasswordRecovery => "password_recovery",
            Self::PinReset => "pin_reset",
            Self::EmailChange => "email_change",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == word)
    }
}

/// Six digits that open something. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeText(String);

impl CodeText {
    /// How many digits a code has.
    pub const DIGITS: usize = 6;

    /// Reads a code; `None` for anything but six digits.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let is_code = raw.len() == Self::DIGITS && raw.bytes().all(|byte| byte.is_ascii_digit());
        is_code.then(|| Self(raw.to_owned()))
    }

    /// The code that a number below a million is.
    #[must_use]
    pub(crate) fn of_number(number: u64) -> Self {
        Self(format!("{number:06}"))
    }

    /// The digits, for whoever writes or compares them.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CodeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeText(…)")
    }
}

/// How many notices of one kind an account may be sent: strangers can cause some of them, and must not be able
/// to fill a mailbox. Codes are counted elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeBudget {
    /// So many.
    pub most: u32,
    /// Within this time, which begins with the first of them.
    pub within: Duration,
}

impl NoticeBudget {
    /// What is usual.
    pub const USUAL: Self = Self { most: 5, within: Duration::from_secs(3_600) };
}

impl MailContent {
    /// How long a mail without a code is worth sending.
    pub const NOTICE_LIFETIME: Duration = Duration::from_secs(24 * 3_600);

    /// The word for this kind of mail: what it is stored and counted under, and what its templates are called.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Code { purpose, .. } => purpose.as_str(),
            Self::AddressInUse => "address_in_use",
            Self::NewDevice { .. } => "new_device",
            Self::PasswordChanged { .. } => "password_changed",
            Self::EmailChanged { .. } => "email_changed",
            Self::FactorChanged { .. } => "factor_changed",
            Self::Locked { .. } => "locked",
            Self::RefreshReused { .. } => "refresh_reused",
        }
    }

    /// When there is no use in sending it any more: once the code has ended, and after a day for what has none.
    #[must_use]
    pub fn gives_up_at(&self, queued_at: Timestamp) -> Timestamp {
        match self {
            Self::Code { valid_for, .. } => queued_at + *valid_for,
            _ => queued_at + Self::NOTICE_LIFETIME,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_and_never_shown() {
        for raw in ["", "12345", "1234567", "12345a", "12 456", "１２３４５６", "-12345"] {
            assert_eq!(CodeText::parse(raw), None, "{raw:?}");
        }
        let code = CodeText::parse("048213").unwrap();
        assert_eq!(code.expose(), "048213");
        let purpose = CodePurpose::SignIn;
        let content = MailContent::Code { purpose, code, valid_for: Duration::from_secs(600) };
        assert!(!format!("{content:?}").contains("048213"));
    }

    #[test]
    fn the_word_for_a_purpose_reads_back() {
        for purpose in CodePurpose::ALL {
            assert_eq!(CodePurpose::parse(purpose.as_str()), Some(purpose));
        }
        assert_eq!(CodePurpose::parse("locked"), None);
    }

    #[test]
    fn a_mail_is_of_use_as_long_as_its_code_and_a_day_without_one() {
        let now = Timestamp::from_micros(0).unwrap();
        let code = CodeText::parse("123456").unwrap();
        let valid_for = Duration::from_secs(600);
        let content = MailContent::Code { purpose: CodePurpose::SignIn, code, valid_for };
        assert_eq!(content.gives_up_at(now), now + valid_for);
        assert_eq!(MailContent::AddressInUse.gives_up_at(now), now + Duration::from_secs(86_400));
    }
}
