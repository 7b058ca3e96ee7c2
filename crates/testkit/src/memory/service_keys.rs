//! Keys of other back ends, in memory.

use parlor_auth::ports::{NewServiceKey, ServiceKeys, ServiceKeysMut};
use parlor_domain::{ServiceKey, ServiceKeyId, ServiceSecret, StoreError, Timestamp};

use super::state::State;

impl ServiceKeys for State {
    fn by_secret(&mut self, secret: &ServiceSecret) -> Result<Option<ServiceKey>, StoreError> {
        Ok(self.service_keys.iter().find(|(known, _)| known == secret).map(|(_, key)| key.clone()))
    }

    fn page(&mut self, after: Option<ServiceKeyId>, most: usize) -> Result<Vec<ServiceKey>, StoreError> {
        let newest = self.service_keys.iter().rev().map(|(_, key)| key.clone());
        Ok(newest.filter(|key| after.is_none_or(|after| key.id < after)).take(most).collect())
    }
}

impl ServiceKeysMut for State {
    fn add(&mut self, new: &NewServiceKey) -> Result<ServiceKey, StoreError> {
        let key = ServiceKey {
            id: ServiceKeyId(self.service_keys.last().map_or(1, |(_, last)| last.id.0 + 1)),
            name: new.name.clone(),
            scopes: new.scopes.clone(),
            created_at: new.created_at,
            last_used_at: None,
            revoked_at: None,
        };
        self.service_keys.push((new.secret, key.clone()));
        Ok(key)
    }

    fn revoke(&mut self, id: ServiceKeyId, now: Timestamp) -> Result<bool, StoreError> {
        let found = self.service_keys.iter_mut().find(|(_, key)| key.id == id && key.revoked_at.is_none());
        Ok(found.map(|(_, key)| key.revoked_at = Some(now)).is_some())
    }
}

impl State {
    /// What `Renewals` has of keys.
    pub(super) fn note_use(&mut self, id: ServiceKeyId, unless_since: Timestamp, now: Timestamp) {
        for (_, key) in self.service_keys.iter_mut().filter(|(_, key)| key.id == id) {
            if key.last_used_at.is_none_or(|used| used <= unless_since) {
                key.last_used_at = Some(now);
            }
        }
    }
}
