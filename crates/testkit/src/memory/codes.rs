//! Codes, what a proved email lets somebody do, and PINs, in memory.

use parlor_auth::ports::{Codes, Flows, NewCode, NewFlow, Pins, PinsMut, SentCode};
use parlor_domain::{
    AccountId, CodeCounter, CodeCounterKey, CodeDigest, CodePurpose, CodeSubject, FlowToken, Network,
    PasswordHash, StoreError, Timestamp,
};

use super::state::State;

impl Codes for State {
    fn hold_all(&mut self, _: AccountId) -> Result<(), StoreError> {
        Ok(())
    }

    fn forget_counters(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.code_counters.retain(|key, _| key.subject != CodeSubject::Account(account));
        Ok(())
    }

    fn hold(&mut self, key: &CodeCounterKey, now: Timestamp) -> Result<CodeCounter, StoreError> {
        let (counter, held_at) =
            self.code_counters.entry(key.clone()).or_insert((CodeCounter::default(), now));
        *held_at = now;
        Ok(*counter)
    }

    fn keep(&mut self, key: &CodeCounterKey, counter: &CodeCounter) -> Result<(), StoreError> {
        if let Some((stored, _)) = self.code_counters.get_mut(key) {
            *stored = *counter;
        }
        Ok(())
    }

    fn add(&mut self, code: &NewCode, live: usize) -> Result<(), StoreError> {
        self.last_code += 1;
        self.codes.insert(self.last_code, code.clone());
        let is_alike = |other: &NewCode| {
            (other.account, other.purpose, other.client) == (code.account, code.purpose, code.client)
        };
        let alike: Vec<i64> =
            self.codes.iter().filter(|(_, other)| is_alike(other)).map(|(id, _)| *id).collect();
        for id in alike.into_iter().rev().skip(live) {
            self.codes.remove(&id);
        }
        Ok(())
    }

    fn find(
        &mut self,
        account: AccountId,
        purpose: CodePurpose,
        digest: &CodeDigest,
    ) -> Result<Option<SentCode>, StoreError> {
        let found =
            self.codes.iter().rev().find(|(_, code)| {
                code.account == account && code.purpose == purpose && code.digest == *digest
            });
        Ok(found.map(|(id, code)| SentCode {
            id: *id,
            sent_to: code.sent_to.clone(),
            expires_at: code.expires_at,
        }))
    }

    fn consume(&mut self, code: &SentCode) -> Result<bool, StoreError> {
        Ok(self.codes.remove(&code.id).is_some())
    }

    fn remove(&mut self, account: AccountId, purpose: Option<CodePurpose>) -> Result<(), StoreError> {
        self.codes.retain(|_, code| {
            code.account != account || purpose.is_some_and(|purpose| purpose != code.purpose)
        });
        Ok(())
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let kept = self.codes.len() + self.code_counters.len();
        self.codes.retain(|_, code| code.expires_at >= before);
        self.code_counters.retain(|_, (_, held_at)| *held_at >= before);
        Ok(kept - self.codes.len() - self.code_counters.len())
    }
}

impl Flows for State {
    fn grant(&mut self, flow: &NewFlow) -> Result<(), StoreError> {
        self.flows.push(*flow);
        Ok(())
    }

    fn take(&mut self, account: AccountId, token: FlowToken, now: Timestamp) -> Result<bool, StoreError> {
        let kept = self.flows.len();
        let is_it = |flow: &NewFlow| flow.account == account && flow.token == token && flow.expires_at > now;
        self.flows.retain(|flow| !is_it(flow));
        Ok(self.flows.len() < kept)
    }

    fn take_from(
        &mut self,
        account: AccountId,
        network: Network,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let is_from = |flow: &NewFlow| flow.network == Some(network) && flow.expires_at > now;
        if self.flows.iter().any(|flow| is_from(flow) && flow.account != account) {
            return Ok(false);
        }
        let kept = self.flows.len();
        self.flows.retain(|flow| !is_from(flow));
        Ok(self.flows.len() < kept)
    }

    fn remove(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.flows.retain(|flow| flow.account != account);
        Ok(())
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let kept = self.flows.len();
        self.flows.retain(|flow| flow.expires_at >= before);
        Ok(kept - self.flows.len())
    }
}

impl Pins for State {
    fn pin(&mut self, account: AccountId) -> Result<Option<PasswordHash>, StoreError> {
        Ok(self.pins.get(&account).cloned())
    }
}

impl PinsMut for State {
    fn set_pin(&mut self, account: AccountId, pin: &PasswordHash) -> Result<(), StoreError> {
        self.pins.insert(account, pin.clone());
        Ok(())
    }

    fn remove_pin(&mut self, account: AccountId) -> Result<bool, StoreError> {
        Ok(self.pins.remove(&account).is_some())
    }
}
