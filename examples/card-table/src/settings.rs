//! What an operator sets, in the environment.

use secrecy::SecretString;
use thiserror::Error;

/// Where the table listens, and whose players it serves.
pub struct Settings {
    /// `TABLE_LISTEN`, or `127.0.0.1:9000`.
    pub listen: String,
    /// `TABLE_PARLOR`: its public address, as in its `PARLOR_PUBLIC_URL`.
    pub parlor: String,
    /// `TABLE_KEY`: a service key with the scope `wallet:write`.
    pub key: SecretString,
}

/// A setting without which nothing works.
#[derive(Debug, Error)]
#[error("set {0}: see the README")]
pub struct Missing(&'static str);

impl Settings {
    /// Reads them by their names.
    ///
    /// # Errors
    /// [`Missing`]
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> Result<Self, Missing> {
        Ok(Self {
            listen: get("TABLE_LISTEN").unwrap_or_else(|| "127.0.0.1:9000".to_owned()),
            parlor: get("TABLE_PARLOR").ok_or(Missing("TABLE_PARLOR"))?,
            key: get("TABLE_KEY").ok_or(Missing("TABLE_KEY"))?.into(),
        })
    }
}
