//! Seals what is stored, under a key that is given. Must not know what it is, nor where the key comes from.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::error::Unspecified;
use parlor_auth::Unexpected;
use parlor_auth::ports::Sealer;

/// AES-256-GCM with a random nonce for each seal, which stands in front of what it sealed.
pub struct AesSealer(RandomizedNonceKey);

impl AesSealer {
    /// Seals under a key of 32 bytes.
    ///
    /// # Errors
    /// [`Unexpected`] for a key of another length.
    pub fn new(key: &[u8]) -> Result<Self, Unexpected> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, key)
            .map_err(|error| Unexpected::while_doing("taking up a sealing key", error))?;
        Ok(Self(key))
    }

    fn try_open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN).ok_or(Unspecified)?;
        let mut buffer = sealed.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce)?;
        Ok(self.0.open_in_place(nonce, Aad::from(name), &mut buffer)?.to_vec())
    }
}

impl Sealer for AesSealer {
    fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, Unexpected> {
        let mut sealed = plain.to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(name), &mut sealed)
            .map_err(|error| Unexpected::while_doing("sealing", error))?;
        Ok([nonce.as_ref().as_slice(), &sealed].concat())
    }

    fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unexpected> {
        self.try_open(name, sealed).map_err(|error| Unexpected::while_doing("opening what was sealed", error))
    }
}

impl fmt::Debug for AesSealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AesSealer(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &[u8] = b"048213 is your code";

    #[test]
    fn s16_what_was_sealed_opens_with_its_key_and_name_alone_and_shows_nothing() {
        let sealer = AesSealer::new(&[7; 32]).unwrap();
        let (one, two) = (sealer.seal("a", PLAIN).unwrap(), sealer.seal("a", PLAIN).unwrap());
        assert_ne!(one, two, "each seal has a nonce of its own");
        assert_eq!(sealer.open("a", &one).unwrap(), PLAIN);
        assert!(sealer.open("b", &one).is_err());
        assert!(AesSealer::new(&[8; 32]).unwrap().open("a", &one).is_err());
        assert!(!one.windows(6).any(|part| part == b"048213"));
        for index in 0..one.len() {
            let mut changed = one.clone();
            changed[index] ^= 1;
            assert!(sealer.open("a", &changed).is_err(), "byte {index}");
            assert!(sealer.open("a", &one[..index]).is_err(), "{index} bytes");
        }
        assert_eq!(format!("{sealer:?}"), "AesSealer(…)");
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        assert!(AesSealer::new(&[7; 31]).is_err());
    }
}
