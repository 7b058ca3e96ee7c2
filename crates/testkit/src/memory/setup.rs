//! Links that let somebody make the first administrator, in memory.

use parlor_auth::ports::SetupLinks;
use parlor_domain::{AccountState, SetupToken, StoreError, Timestamp};

use super::state::State;

impl SetupLinks for State {
    fn has_admin(&mut self) -> Result<bool, StoreError> {
        Ok(self.accounts.values().any(|account| account.is_admin && account.state == AccountState::Active))
    }

    fn offer(&mut self, token: SetupToken, now: Timestamp) -> Result<(), StoreError> {
        self.setup_links.push((token, now));
        Ok(())
    }

    fn take(&mut self, token: SetupToken, since: Timestamp) -> Result<bool, StoreError> {
        let is_there = self.setup_links.iter().any(|(offered, at)| *offered == token && *at >= since);
        if is_there {
            self.setup_links.clear();
        }
        Ok(is_there)
    }
}
