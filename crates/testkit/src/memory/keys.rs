//! Sealed keys in memory.

use parlor_auth::ports::{Keys, ROOT_TAKEN, SealedKey};
use parlor_domain::StoreError;

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

    fn replace_root(&mut self, check: &str) -> Result<(), StoreError> {
        if let Some(root) = &mut self.root {
            *root = check.to_owned();
        }
        Ok(())
    }

    fn all(&mut self) -> Result<Vec<SealedKey>, StoreError> {
        let mut keys = self.keys.clone();
        keys.sort_by_key(|key| key.made_at);
        Ok(keys)
    }

    fn add(&mut self, key: &SealedKey) -> Result<(), StoreError> {
        self.keys.push(key.clone());
        Ok(())
    }

    fn reseal(&mut self, name: &str, sealed: &[u8]) -> Result<(), StoreError> {
        for key in self.keys.iter_mut().filter(|key| key.name == name) {
            key.sealed = sealed.to_vec();
        }
        Ok(())
    }

    fn remove(&mut self, name: &str) -> Result<(), StoreError> {
        self.keys.retain(|key| key.name != name);
        Ok(())
    }
}
