//! The root secret: what it derives, and what it seals. Must not know what a key is for, nor where it is
//! kept.

use std::fmt;

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use parlor_auth::Unexpected;
use parlor_auth::keys::SigningAlgorithm;
use parlor_auth::ports::{Sealer, Vault};
use thiserror::Error;

use crate::{AesSealer, hex};

/// Seals keys under a root secret, by [`AesSealer`]. The secret itself is let go once its sealing key and check
/// value are derived (HKDF, RFC 5869).
pub struct RootVault {
    sealer: AesSealer,
    check: String,
}

/// Why a root secret cannot be used.
#[derive(Debug, Error)]
pub enum RootSecretError {
    /// It has fewer than [`RootVault::MIN_SECRET_BYTES`] bytes.
    #[error("the root secret has fewer than 32 bytes")]
    TooShort,
    /// Nothing could be derived from it, for a reason that does not lie in it.
    #[error(transparent)]
    Unexpected(Unexpected),
}

impl RootVault {
    /// Fewest bytes of a root secret.
    pub const MIN_SECRET_BYTES: usize = 32;

    /// Derives what is needed from a root secret.
    ///
    /// # Errors
    /// [`RootSecretError`].
    pub fn new(secret: &[u8]) -> Result<Self, RootSecretError> {
        if secret.len() < Self::MIN_SECRET_BYTES {
            return Err(RootSecretError::TooShort);
        }
        let root = Salt::new(HKDF_SHA256, &[]).extract(secret);
        let derive = |label: &[u8]| {
            expand(&root, label).map_err(|error| {
                RootSecretError::Unexpected(Unexpected::while_doing("deriving from the root secret", error))
            })
        };
        let sealer =
            AesSealer::new(&derive(b"parlor: sealing key, 1")?).map_err(RootSecretError::Unexpected)?;
        Ok(Self { sealer, check: hex::lower(&derive(b"parlor: check value, 1")?) })
    }
}

fn expand(root: &Prk, label: &[u8]) -> Result<[u8; 32], Unspecified> {
    let mut bytes = [0; 32];
    root.expand(&[label], HKDF_SHA256)?.fill(&mut bytes)?;
    Ok(bytes)
}

impl Vault for RootVault {
    fn check(&self) -> String {
        self.check.clone()
    }

    fn seal(&self, name: &str, key: &[u8]) -> Result<Vec<u8>, Unexpected> {
        self.sealer.seal(name, key)
    }

    fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unexpected> {
        self.sealer.open(name, sealed)
    }

    fn new_signing_key(&self, algorithm: SigningAlgorithm) -> Result<Vec<u8>, Unexpected> {
        generate(algorithm).map_err(|error| Unexpected::while_doing("making a signing key", error))
    }
}

fn generate(algorithm: SigningAlgorithm) -> Result<Vec<u8>, Unspecified> {
    let document = match algorithm {
        SigningAlgorithm::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?.to_pkcs8v1()?,
        // Version 1 of PKCS #8, without the public key: the only form that every reader knows.
        SigningAlgorithm::EdDsa => Ed25519KeyPair::generate()?.to_pkcs8v1()?,
    };
    Ok(document.as_ref().to_vec())
}

impl fmt::Debug for RootVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootVault(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::aead::{AES_256_GCM, NONCE_LEN};

    const SECRET: &[u8] = b"a root secret of thirty-two byte";
    const OTHER: &[u8] = b"a root secret of thirty-two bytf";
    const KEY: &[u8] = b"the key that is sealed, all of it";

    fn vault() -> RootVault {
        RootVault::new(SECRET).unwrap()
    }

    #[test]
    fn a_key_opens_only_under_its_secret_and_its_name() {
        let sealed = vault().seal("one", KEY).unwrap();
        assert_eq!(vault().open("one", &sealed).unwrap(), KEY);
        for name in ["two", "", "one ", "One"] {
            assert!(vault().open(name, &sealed).is_err(), "{name:?}");
        }
        assert!(RootVault::new(OTHER).unwrap().open("one", &sealed).is_err());
    }

    #[test]
    fn a_sealed_key_that_was_changed_stays_closed() {
        let sealed = vault().seal("one", KEY).unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(vault().open("one", &changed).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(vault().open("one", &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn s16_sealed_bytes_show_nothing_of_the_key() {
        let (one, two) = (vault().seal("one", KEY).unwrap(), vault().seal("one", KEY).unwrap());
        assert_ne!(one, two, "each sealing has a nonce of its own");
        for sealed in [&one, &two] {
            assert_eq!(sealed.len(), NONCE_LEN + KEY.len() + AES_256_GCM.tag_len());
            assert!(!sealed.windows(4).any(|part| KEY.windows(4).any(|of_key| of_key == part)));
        }
    }

    #[test]
    fn the_check_value_tells_secrets_apart_and_is_not_the_sealing_key() {
        let check = vault().check();
        assert_eq!(check, vault().check());
        assert_ne!(check, RootVault::new(OTHER).unwrap().check());
        let root = Salt::new(HKDF_SHA256, &[]).extract(SECRET);
        assert_ne!(check, hex::lower(&expand(&root, b"parlor: sealing key, 1").unwrap()));
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(matches!(RootVault::new(&[7; 31]), Err(RootSecretError::TooShort)));
        assert!(RootVault::new(&[7; 32]).is_ok());
    }

    #[test]
    fn signing_keys_are_new_each_time_and_of_their_algorithm() {
        let ecdsa = vault().new_signing_key(SigningAlgorithm::Es256).unwrap();
        let ed25519 = vault().new_signing_key(SigningAlgorithm::EdDsa).unwrap();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &ecdsa).unwrap();
        Ed25519KeyPair::from_pkcs8(&ed25519).unwrap();
        assert_ne!(ecdsa, vault().new_signing_key(SigningAlgorithm::Es256).unwrap());
        assert_ne!(ed25519, vault().new_signing_key(SigningAlgorithm::EdDsa).unwrap());
    }

    #[test]
    fn debug_output_shows_nothing() {
        assert_eq!(format!("{:?}", vault()), "RootVault(…)");
    }
}
