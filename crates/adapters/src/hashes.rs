//! Hashes of codes and PINs: HMAC-SHA-256 (RFC 2104), each with a data key of its own.

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use parlor_auth::keys::KeyRing;
use parlor_auth::ports::KeyedHashes;
use parlor_domain::{AccountId, CodeDigest, CodePurpose, CodeText, Password, Pin};

use crate::hex;

/// The keys.
pub struct HmacHashes {
    code: Key,
    pin: Key,
}

impl HmacHashes {
    /// Takes the keys of a ring.
    #[must_use]
    pub fn new(ring: &KeyRing) -> Self {
        Self { code: Key::new(HMAC_SHA256, &ring.code), pin: Key::new(HMAC_SHA256, &ring.pin) }
    }
}

impl KeyedHashes for HmacHashes {
    fn code(&self, account: AccountId, purpose: CodePurpose, code: &CodeText) -> CodeDigest {
        let bound = format!("{account} {} {}", purpose.as_str(), code.expose());
        CodeDigest(hmac::sign(&self.code, bound.as_bytes()).as_ref().to_vec())
    }

    /// No account has the number that stands before a code here.
    fn nameless_code(&self, code: &CodeText) -> CodeDigest {
        let bound = format!("nobody {}", code.expose());
        CodeDigest(hmac::sign(&self.code, bound.as_bytes()).as_ref().to_vec())
    }

    fn pin(&self, account: AccountId, pin: &Pin) -> Password {
        let bound = format!("{account} {}", pin.expose());
        Password::given(hex::lower(hmac::sign(&self.pin, bound.as_bytes()).as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(byte: u8) -> HmacHashes {
        HmacHashes::new(&KeyRing { code: vec![byte; 32], pin: vec![byte; 32], ..KeyRing::default() })
    }

    #[test]
    fn s16_a_code_s_hash_is_bound_to_key_account_and_purpose_and_does_not_hold_the_code() {
        let code = CodeText::parse("048213").unwrap();
        let hash = |byte, account, purpose| hashes(byte).code(AccountId(account), purpose, &code);
        let first = hash(1, 1, CodePurpose::SignIn);
        assert_eq!(first, hash(1, 1, CodePurpose::SignIn));
        for other in [
            hash(2, 1, CodePurpose::SignIn),
            hash(1, 2, CodePurpose::SignIn),
            hash(1, 1, CodePurpose::PinReset),
        ] {
            assert_ne!(first, other);
        }
        assert_eq!(first.0.len(), 32);
    }

    #[test]
    fn s16_a_code_that_is_found_by_itself_is_bound_to_the_key_and_is_no_other_code_s_hash() {
        let code = CodeText::parse("048213").unwrap();
        let hash = hashes(1).nameless_code(&code);
        assert_eq!(hash, hashes(1).nameless_code(&code));
        assert_ne!(hash, hashes(2).nameless_code(&code));
        assert_ne!(hash, hashes(1).nameless_code(&CodeText::parse("048214").unwrap()));
        assert_ne!(hash, hashes(1).code(AccountId(0), CodePurpose::EmailVerification, &code));
    }

    #[test]
    fn s16_a_pin_is_hashed_with_a_key_before_it_is_hashed_slowly() {
        let pin = Pin::given("4826".to_owned());
        let peppered = |byte, account| hashes(byte).pin(AccountId(account), &pin).expose().to_owned();
        assert_eq!(peppered(1, 1), peppered(1, 1));
        assert_ne!(peppered(1, 1), peppered(2, 1));
        assert_ne!(peppered(1, 1), peppered(1, 2));
        assert!(!peppered(1, 1).contains("4826"));
    }
}
