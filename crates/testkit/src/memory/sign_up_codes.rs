//! Codes that complete a sign-up by themselves, in memory.

use parlor_auth::ports::{SignUpCode, SignUpCodes};
use parlor_domain::{CodeDigest, StoreError, Timestamp};

use super::state::State;

impl SignUpCodes for State {
    fn reserve(&mut self, code: &SignUpCode) -> Result<bool, StoreError> {
        if self.sign_up_codes.iter().any(|other| other.digest == code.digest) {
            return Ok(false);
        }
        self.sign_up_codes.push(code.clone());
        Ok(true)
    }

    fn find(&mut self, digest: &CodeDigest) -> Result<Option<SignUpCode>, StoreError> {
        Ok(self.sign_up_codes.iter().find(|code| code.digest == *digest).cloned())
    }

    fn consume(&mut self, code: &SignUpCode) -> Result<bool, StoreError> {
        let kept = self.sign_up_codes.len();
        self.sign_up_codes.retain(|other| other.digest != code.digest || other.account != code.account);
        Ok(self.sign_up_codes.len() < kept)
    }

    fn waiting(&mut self, now: Timestamp) -> Result<(usize, Option<Timestamp>), StoreError> {
        let ends = self.sign_up_codes.iter().map(|code| code.expires_at).filter(|ends| *ends > now);
        Ok((ends.clone().count(), ends.min()))
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let kept = self.sign_up_codes.len();
        self.sign_up_codes.retain(|code| code.expires_at >= before);
        Ok(kept - self.sign_up_codes.len())
    }
}
