//! Known clients in memory.

use std::cmp::Reverse;

use parlor_auth::ports::{KnownClients, KnownClientsMut};
use parlor_domain::{AccountId, KnownClient, StoreError, Timestamp};

use super::state::State;

impl KnownClients for State {
    fn is_known(
        &mut self,
        account: AccountId,
        client: KnownClient,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        Ok(self.last_seen.get(&(account, client)).is_some_and(|seen| *seen >= since))
    }

    fn any(&mut self, account: AccountId) -> Result<bool, StoreError> {
        Ok(self.last_seen.keys().any(|(owner, _)| *owner == account))
    }
}

impl KnownClientsMut for State {
    fn remember(
        &mut self,
        account: AccountId,
        client: KnownClient,
        now: Timestamp,
        keep: usize,
    ) -> Result<(), StoreError> {
        self.last_seen.insert((account, client), now);
        let all = self.last_seen.iter();
        let mut own: Vec<_> = all
            .filter(|((owner, _), _)| *owner == account)
            .map(|((_, client), seen)| (*seen, *client))
            .collect();
        own.sort_unstable_by_key(|client| Reverse(*client));
        for (_, client) in own.into_iter().skip(keep) {
            self.last_seen.remove(&(account, client));
        }
        Ok(())
    }

    fn forget(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.last_seen.retain(|(owner, _), _| *owner != account);
        Ok(())
    }

    fn remove_unseen(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let kept = self.last_seen.len();
        self.last_seen.retain(|_, seen| *seen >= before);
        Ok(kept - self.last_seen.len())
    }
}
