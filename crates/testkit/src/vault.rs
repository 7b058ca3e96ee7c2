//! A vault with glass doors.

use std::sync::atomic::{AtomicUsize, Ordering};

use parlor_auth::Unexpected;
use parlor_auth::keys::SigningAlgorithm;
use parlor_auth::ports::Vault;

/// Seals a key by writing the root secret and the key's name in front of it.
#[derive(Debug)]
pub struct PlainVault {
    secret: String,
    made: AtomicUsize,
}

impl PlainVault {
    /// Holds this root secret.
    #[must_use]
    pub fn with(secret: &str) -> Self {
        Self { secret: secret.to_owned(), made: AtomicUsize::new(0) }
    }

    fn seal_of(&self, name: &str) -> Vec<u8> {
        format!("{}|{name}|", self.secret).into_bytes()
    }
}

impl Vault for PlainVault {
    fn check(&self) -> String {
        format!("check of {}", self.secret)
    }

    fn seal(&self, name: &str, key: &[u8]) -> Result<Vec<u8>, Unexpected> {
        Ok([&self.seal_of(name), key].concat())
    }

    fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unexpected> {
        let key = sealed.strip_prefix(self.seal_of(name).as_slice());
        key.map(<[u8]>::to_vec).ok_or_else(|| Unexpected::while_doing("opening a key", "another seal"))
    }

    fn new_signing_key(&self, algorithm: SigningAlgorithm) -> Result<Vec<u8>, Unexpected> {
        let number = self.made.fetch_add(1, Ordering::SeqCst);
        Ok(format!("{} key {number} of {}", algorithm.as_str(), self.secret).into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_only_with_its_secret_and_under_its_name() {
        let vault = PlainVault::with("one");
        let sealed = vault.seal("k1", b"key").unwrap();
        assert_eq!(vault.open("k1", &sealed).unwrap(), b"key");
        assert!(vault.open("k2", &sealed).is_err());
        assert!(PlainVault::with("two").open("k1", &sealed).is_err());
        assert_ne!(vault.check(), PlainVault::with("two").check());
    }
}
