//! How a use case ends without its outcome.

use thiserror::Error;

use crate::StoreError;

/// A use case's own small enum of refusals: each dialect words it where it runs that use case.
pub trait Refusal {}

/// A use case that ran into no refusal of its own.
impl Refusal for std::convert::Infallible {}

/// Either a refusal that belongs to this use case, or what any use case may meet.
#[derive(Debug, Error)]
pub enum Failure<E> {
    /// The use case says no, for a reason of its own.
    #[error("refused")]
    Refused(E),
    /// The credential is bad, expired or revoked.
    #[error("the credential is not good")]
    Unauthenticated,
    /// The credential is good, but not for this.
    #[error("the credential is not for this")]
    Forbidden,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// Another port failed in a way that no client can cause.
    #[error(transparent)]
    Unexpected(Unexpected),
}

/// What should not happen: hashing or signing failed, with the reason as the source.
#[derive(Debug, Error)]
#[error("{doing} failed")]
pub struct Unexpected {
    doing: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Unexpected {
    /// Says what was being done when it failed.
    pub fn while_doing(
        doing: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { doing, source: source.into() }
    }
}

impl<E> Failure<E> {
    /// The same, with its refusal in other words.
    pub fn map<F>(self, reword: impl FnOnce(E) -> F) -> Failure<F> {
        match self {
            Self::Refused(refusal) => Failure::Refused(reword(refusal)),
            Self::Unauthenticated => Failure::Unauthenticated,
            Self::Forbidden => Failure::Forbidden,
            Self::Store(error) => Failure::Store(error),
            Self::Unexpected(error) => Failure::Unexpected(error),
        }
    }
}

impl<E: Refusal> From<E> for Failure<E> {
    fn from(refusal: E) -> Self {
        Self::Refused(refusal)
    }
}

impl<E> From<StoreError> for Failure<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<E> From<Unexpected> for Failure<E> {
    fn from(error: Unexpected) -> Self {
        Self::Unexpected(error)
    }
}
