//! Hashes that a test can read.

use parlor_auth::ports::KeyedHashes;
use parlor_domain::{AccountId, CodeDigest, CodePurpose, CodeText, Password, Pin};

/// Writes what it hashes down, with what it is bound to.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainHashes;

impl KeyedHashes for PlainHashes {
    fn code(&self, account: AccountId, purpose: CodePurpose, code: &CodeText) -> CodeDigest {
        CodeDigest(format!("{account} {} {}", purpose.as_str(), code.expose()).into_bytes())
    }

    fn nameless_code(&self, code: &CodeText) -> CodeDigest {
        CodeDigest(format!("nobody {}", code.expose()).into_bytes())
    }

    fn pin(&self, account: AccountId, pin: &Pin) -> Password {
        Password::given(format!("pin {account} {}", pin.expose()))
    }
}
