//! Counters of wrong passwords in memory.

use parlor_auth::ports::{Lockouts, LockoutsMut};
use parlor_domain::{Attempts, ClientKind, LockoutPolicy, LoginKey, Match, StoreError, Timestamp, Verdict};

use super::state::State;

impl Lockouts for State {
    fn peek(&mut self, key: &LoginKey, client: ClientKind) -> Result<Attempts, StoreError> {
        Ok(self.attempts.get(&(key.clone(), client)).copied().unwrap_or_default())
    }

    fn longest_lock(&mut self, key: &LoginKey) -> Result<Option<Timestamp>, StoreError> {
        let of_key = self.attempts.iter().filter(|((counted, _), _)| counted == key);
        Ok(of_key.filter_map(|(_, counter)| counter.locked_until).max())
    }
}

impl LockoutsMut for State {
    fn verdict(
        &mut self,
        key: &LoginKey,
        client: ClientKind,
        outcome: Match,
        policy: &LockoutPolicy,
        now: Timestamp,
    ) -> Result<Verdict, StoreError> {
        let counter = self.attempts.entry((key.clone(), client)).or_default();
        let (judged, verdict) = counter.judge(outcome, policy, now);
        *counter = judged;
        Ok(verdict)
    }

    fn clear(&mut self, key: &LoginKey) -> Result<(), StoreError> {
        self.attempts.retain(|(counted, _), _| counted != key);
        Ok(())
    }

    fn remove_stale(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let kept = self.attempts.len();
        self.attempts.retain(|_, counter| counter.last_failed_at.is_none_or(|last| last >= before));
        Ok(kept - self.attempts.len())
    }
}
