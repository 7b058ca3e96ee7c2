//! Sealed keys in memory.

use parlor_auth::ports::{Keys, ROOT_TAKEN, SealedKey};
use parlor_domain::{StoreError, Timestamp};

use super::state::State;

impl Keys for State {
    fn lock_root(&mut self) -> Result<Option<String>, StoreError> {
        Ok(self.root.clone())
    }

    fn set_root(&mut self, check: &str) -> Result<(), StoreError> {
        if self.root.is_some() {
            return Err(StoreError::Conflict { constraint: ROOT_TAKEN });
        }
        self.root = Some(check.to_owned());
        Ok(())
    }

    fn all(&mut self) -> Result<Vec<SealedKey>, StoreError> {
        let mut keys = self.keys.clone();
        keys.sort_by_key(|(made_at, _)| *made_at);
        Ok(keys.into_iter().map(|(_, key)| key).collect())
    }

    fn add(&mut self, key: &SealedKey, now: Timestamp) -> Result<(), StoreError> {
        self.keys.push((now, key.clone()));
        Ok(())
    }
}
