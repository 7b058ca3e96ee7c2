//! Where the published keys come from.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use url::Url;

use crate::http::Http;

/// Why there are no keys to verify with.
#[derive(Debug, Clone, Error)]
#[error("Parlor's keys cannot be had: {0}")]
pub struct KeysUnavailable(Arc<str>);

impl KeysUnavailable {
    /// Says why.
    #[must_use]
    pub fn because(reason: impl fmt::Display) -> Self {
        Self(reason.to_string().into())
    }
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKeys {
    /// A JWK set (RFC 7517).
    pub jwks: String,
    /// For how long it may be used unasked, if that was said.
    pub fresh_for: Option<Duration>,
}

/// Fetches the keys. Called by one request at a time, and not more often than the cache allows.
pub trait KeySource: Send + Sync {
    /// The keys of this moment.
    fn fetch(&self) -> Fetching<'_>;
}

/// The keys on their way.
pub type Fetching<'a> = Pin<Box<dyn Future<Output = Result<PublishedKeys, KeysUnavailable>> + Send + 'a>>;

/// The keys at an address.
pub struct HttpKeys {
    http: Http,
    address: Url,
}

impl HttpKeys {
    /// Prepares to fetch them.
    ///
    /// # Errors
    /// If TLS cannot be set up on this machine.
    pub fn at(address: Url) -> Result<Self, KeysUnavailable> {
        Ok(Self { http: Http::new().map_err(KeysUnavailable::because)?, address })
    }
}

impl KeySource for HttpKeys {
    fn fetch(&self) -> Fetching<'_> {
        Box::pin(async {
            let answer = self.http.get(&self.address).await.map_err(KeysUnavailable::because)?;
            if answer.status != 200 {
                return Err(KeysUnavailable::because(format!("it answered {}", answer.status)));
            }
            Ok(PublishedKeys { jwks: answer.body, fresh_for: answer.fresh_for })
        })
    }
}
