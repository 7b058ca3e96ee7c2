//! What any endpoint may meet, whatever it does.

use std::time::Duration;

use actix_web::http::Method;
use parlor_auth::Failure;
use parlor_community::ports::MediaError;

/// A closed list; each dialect words it whole.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The body cannot be read as what it says it is: `JSON`, `Form`, `Multipart form`.
    BrokenBody { kind: &'static str, why: String },
    /// The body is no object but a list, a text, …
    NotAnObject { found: &'static str },
    /// The body is of a kind that is not read here.
    UnsupportedMediaType { given: String },
    /// The body is larger than any that is read here.
    BodyTooLarge,
    /// Nothing is at this address.
    NotFound,
    /// Nothing answers to this method here.
    MethodNotAllowed { method: Method },
    /// No credential was sent.
    NoCredential,
    /// The credential is not good.
    BadCredential,
    /// Who calls may not do this.
    Forbidden,
    /// A page of another site sent it, or may have, with or for a cookie.
    CrossOrigin,
    /// The address has spent its budget.
    Throttled { retry_after: Duration },
    /// More is waiting than can be done in time.
    Busy { retry_after: Duration },
    /// The database does not answer.
    Unavailable,
    /// A fault of ours; its reason is in the log.
    Unexpected,
}

/// How a use case ended without its outcome, as the shell hands it to an endpoint: with a refusal that the
/// endpoint words, or with a fault that is worded the same everywhere.
#[derive(Debug)]
pub(crate) enum Halt<E> {
    Refused(E),
    Fault(Fault),
}

impl<E> Halt<E> {
    /// The same with another refusal.
    pub fn map<F>(self, refusal: impl FnOnce(E) -> F) -> Halt<F> {
        match self {
            Self::Refused(refused) => Halt::Refused(refusal(refused)),
            Self::Fault(fault) => Halt::Fault(fault),
        }
    }
}

impl<E> From<Fault> for Halt<E> {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<E> From<Failure<E>> for Halt<E> {
    /// Logs what an operator has to know of; nothing of it leaves the process.
    fn from(failure: Failure<E>) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            Failure::Unauthenticated => Self::Fault(Fault::BadCredential),
            Failure::Forbidden => Self::Fault(Fault::Forbidden),
            Failure::Store(error) => Self::Fault(store_fault(&error)),
            Failure::Unexpected(error) => {
                tracing::error!(error = chain(&error), "unexpected");
                Self::Fault(Fault::Unexpected)
            }
        }
    }
}

/// Nothing of what the store of files says leaves the process. It is asked again soon.
impl From<MediaError> for Fault {
    fn from(error: MediaError) -> Self {
        tracing::warn!(error = chain(&error), "media store unavailable");
        Self::Busy { retry_after: Duration::from_secs(2) }
    }
}

fn store_fault(error: &parlor_domain::StoreError) -> Fault {
    use parlor_domain::StoreError::{Conflict, Unavailable, Unreadable};
    match error {
        Unavailable(_) => {
            tracing::warn!(error = chain(error), "database unavailable");
            Fault::Unavailable
        }
        Conflict { .. } | Unreadable { .. } => {
            tracing::error!(error = chain(error), "unexpected");
            Fault::Unexpected
        }
    }
}

/// An error with its sources, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
