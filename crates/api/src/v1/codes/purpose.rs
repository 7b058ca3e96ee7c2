//! What a code may be asked for, by whoever asks.

use parlor_auth::OwnPurpose;
use parlor_domain::CodePurpose;

use crate::endpoint::FieldFault;

/// What somebody may want who is not signed in.
#[derive(Clone, Copy)]
pub(super) enum Outside {
    /// To prove an email.
    EmailVerification,
    /// To replace a forgotten password.
    PasswordRecovery,
    /// To sign in without a password.
    SignIn,
}

impl Outside {
    pub(super) fn parse(text: &str) -> Result<Self, FieldFault> {
        match text {
            "email_verification" => Ok(Self::EmailVerification),
            "password_recovery" => Ok(Self::PasswordRecovery),
            "sign_in" => Ok(Self::SignIn),
            _ => Err(FieldFault::NotAChoice),
        }
    }
}

impl From<Outside> for CodePurpose {
    fn from(purpose: Outside) -> Self {
        match purpose {
            Outside::EmailVerification => Self::EmailVerification,
            Outside::PasswordRecovery => Self::PasswordRecovery,
            Outside::SignIn => Self::SignIn,
        }
    }
}

/// What somebody may want who is signed in.
pub(super) fn own(text: &str) -> Result<OwnPurpose, FieldFault> {
    match text {
        "email_verification" => Ok(OwnPurpose::EmailVerification),
        "pin_reset" => Ok(OwnPurpose::PinReset),
        _ => Err(FieldFault::NotAChoice),
    }
}
