//! How the program ends when it does not end well: a status, and one sentence on standard error that says
//! what to do next. The only place that knows the statuses.

use std::fmt;
use std::process::ExitCode;

use parlor_auth::{Failure, Unexpected};
use parlor_domain::StoreError;

use crate::logging::Escaped;
use crate::secret::SecretError;
use crate::settings::SettingsError;

/// Why the program ends without having done what was asked.
#[derive(Debug)]
pub struct Exit {
    status: u8,
    sentence: String,
}

impl Exit {
    /// The command line or a setting cannot be used: status 2.
    pub fn usage(sentence: impl fmt::Display) -> Self {
        Self { status: 2, sentence: sentence.to_string() }
    }

    /// What was asked failed while it ran: status 1.
    pub fn failed(sentence: impl fmt::Display) -> Self {
        Self { status: 1, sentence: sentence.to_string() }
    }

    /// A use case that did not come to its outcome; `refused` words its own refusals.
    pub fn from_failure<E>(failure: Failure<E>, refused: impl FnOnce(E) -> Self) -> Self {
        match failure {
            Failure::Refused(refusal) => refused(refusal),
            // Only use cases that take a credential answer so, and the command line has none to give.
            Failure::Unauthenticated => Self::failed("the credential is not good: sign in again"),
            Failure::Forbidden => Self::failed("the credential is not for this: use another one"),
            Failure::Store(error) => error.into(),
            Failure::Unexpected(error) => error.into(),
        }
    }

    /// Says it on standard error and gives the status to end with.
    #[must_use]
    pub fn tell(&self) -> ExitCode {
        eprintln!("{self}");
        ExitCode::from(self.status)
    }

    /// The status that the program ends with.
    #[cfg(test)]
    pub fn status(&self) -> u8 {
        self.status
    }
}

/// One line, whatever another program's error message brought along.
impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.sentence.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let stop = if self.sentence.trim_end().ends_with(['.', '?']) { "" } else { "." };
        write!(f, "{}{stop}", Escaped(lines.join(" ")))
    }
}

impl From<SettingsError> for Exit {
    fn from(error: SettingsError) -> Self {
        Self::usage(error)
    }
}

impl From<SecretError> for Exit {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::NotMade { .. } => Self::failed(error),
            SecretError::Unreadable { .. }
            | SecretError::NotText { .. }
            | SecretError::TooShort { .. }
            | SecretError::Missing { .. } => Self::usage(error),
        }
    }
}

impl From<StoreError> for Exit {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::failed(format!(
                "{error}: check PARLOR_DATABASE_URL and that the database runs, then try again"
            )),
            StoreError::Conflict { .. } | StoreError::Unreadable { .. } => Self::failed(format!(
                "{error}: the database holds something that this program did not write; restore a backup, or \
                 report this"
            )),
        }
    }
}

impl From<Unexpected> for Exit {
    fn from(error: Unexpected) -> Self {
        let reason =
            std::error::Error::source(&error).map(|source| format!(" ({source})")).unwrap_or_default();
        Self::failed(format!("{error}{reason}: try again, and report this if it stays"))
    }
}

/// What is to be printed cannot be.
impl From<std::io::Error> for Exit {
    fn from(error: std::io::Error) -> Self {
        Self::failed(format!(
            "the answer could not be written ({error}): look whether the command had its effect"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_went_wrong_is_one_line_that_ends_as_a_sentence() {
        let shown = |text: &str| Exit::failed(text).to_string();
        assert_eq!(shown("no answer\n\tFATAL: \u{1b}[31mgone\n"), "no answer FATAL: \\u{1b}[31mgone.");
        assert_eq!(shown("did you mean this?"), "did you mean this?");
        assert_eq!(shown("Try again."), "Try again.");
    }

    #[test]
    fn bad_usage_and_failures_have_their_own_status() {
        assert_eq!(Exit::usage("x").status(), 2);
        assert_eq!(Exit::failed("x").status(), 1);
        assert_eq!(Exit::from(StoreError::Unavailable("gone".into())).status(), 1);
        let exit = Exit::from(Unexpected::while_doing("hashing a password", "no memory"));
        assert_eq!(
            exit.to_string(),
            "hashing a password failed (no memory): try again, and report this if it stays."
        );
    }
}
