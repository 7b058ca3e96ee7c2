//! Sessions in memory, and a rival that rotates them first.

use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parlor_auth::ports::{Renewals, Sessions, SessionsMut};
use parlor_domain::{
    Account, AccountId, Device, EndReason, Generation, NewSession, Rotations, ServiceKeyId, Session,
    SessionId, SessionSecret, StoreError, Timestamp,
};

use super::state::State;

/// Another instance that works on the same sessions, for the moments that turns taken one after the other
/// never let happen.
#[derive(Debug, Clone, Copy)]
pub enum Rival {
    /// Stores the same rotation just before, so that the next look finds it.
    Outruns,
    /// Keeps the rotation from being stored, and the next look finds nothing new.
    Blocks,
}

/// How many rotations a rival still has a hand in; shared by all copies of the state.
#[derive(Debug, Clone, Default)]
pub(super) struct Contention {
    outrun: Arc<AtomicUsize>,
    blocked: Arc<AtomicUsize>,
}

impl Contention {
    pub(super) fn begin(&self, rival: Rival, times: usize) {
        match rival {
            Rival::Outruns => self.outrun.store(times, Ordering::SeqCst),
            Rival::Blocks => self.blocked.store(times, Ordering::SeqCst),
        }
    }
}

fn take_one(left: &AtomicUsize) -> bool {
    left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

fn over_at(session: &Session) -> Timestamp {
    session.ended.map_or(session.expires_at, |(at, _)| at.min(session.expires_at))
}

impl State {
    fn device_of(&self, session: &Session) -> Option<Device> {
        let opened = self.devices.get(&session.id)?;
        let renewed_at = opened.renewed_at.max(session.renewed_at());
        Some(Device { renewed_at, expires_at: session.expires_at, ..opened.clone() })
    }
}

impl Sessions for State {
    fn with_account(&mut self, id: SessionId) -> Result<Option<(Session, Account)>, StoreError> {
        let Some(session) = self.sessions.get(&id) else { return Ok(None) };
        let account = self.accounts.get(&session.account);
        Ok(account.map(|account| (session.clone(), account.clone())))
    }

    fn by_secret(&mut self, secret: &SessionSecret) -> Result<Option<(Session, Account)>, StoreError> {
        let id = self.secrets.get(secret).copied();
        id.map_or(Ok(None), |id| self.with_account(id))
    }

    fn count_live(&mut self, account: AccountId, now: Timestamp) -> Result<usize, StoreError> {
        let live =
            self.sessions.values().filter(|session| session.account == account && session.is_live(now));
        Ok(live.count())
    }

    fn live_among(&mut self, ids: &[SessionId], now: Timestamp) -> Result<Vec<SessionId>, StoreError> {
        let live = |id: &&SessionId| self.sessions.get(id).is_some_and(|session| session.is_live(now));
        Ok(ids.iter().filter(live).copied().collect())
    }

    fn device(&mut self, id: SessionId, now: Timestamp) -> Result<Option<Device>, StoreError> {
        let session = self.sessions.get(&id).filter(|session| session.is_live(now));
        Ok(session.and_then(|session| self.device_of(session)))
    }

    fn devices(
        &mut self,
        account: AccountId,
        after: Option<(Timestamp, SessionId)>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Device>, StoreError> {
        let own = self.sessions.values().filter(|session| session.account == account && session.is_live(now));
        let mut devices: Vec<_> = own.filter_map(|session| self.device_of(session)).collect();
        devices.retain(|device| after.is_none_or(|place| (device.opened_at, device.session) < place));
        devices.sort_unstable_by_key(|device| Reverse((device.opened_at, device.session)));
        devices.truncate(limit);
        Ok(devices)
    }
}

impl Renewals for State {
    fn rotate(&mut self, rotated: &Session) -> Result<bool, StoreError> {
        let contention = self.contention.clone();
        if take_one(&contention.blocked) {
            return Ok(false);
        }
        let Some(stored) = self.sessions.get_mut(&rotated.id) else { return Ok(false) };
        if stored.ended.is_some() || stored.generation.0.checked_add(1) != Some(rotated.generation.0) {
            return Ok(false);
        }
        *stored = rotated.clone();
        Ok(!take_one(&contention.outrun))
    }

    fn acknowledge(
        &mut self,
        id: SessionId,
        generation: Generation,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let stored = self.sessions.get_mut(&id);
        if let Some(session) = stored.filter(|session| session.is_acknowledged_by(generation)) {
            session.acknowledged_at = Some(now);
        }
        Ok(())
    }

    fn use_key(
        &mut self,
        id: ServiceKeyId,
        unless_since: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.note_use(id, unless_since, now);
        Ok(())
    }

    fn extend(&mut self, id: SessionId, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        let Some(session) = self.sessions.get_mut(&id).filter(|session| session.is_live(now)) else {
            return Ok(false);
        };
        session.expires_at = expires_at;
        if let Some(device) = self.devices.get_mut(&id) {
            device.renewed_at = now;
        }
        Ok(true)
    }
}

impl SessionsMut for State {
    fn open(&mut self, new: &NewSession) -> Result<Session, StoreError> {
        let session = Session {
            id: new.id,
            account: new.account,
            kind: new.kind,
            generation: Generation::FIRST,
            acknowledged_at: None,
            rotations: Rotations::default(),
            signed_in_at: new.signed_in_at,
            expires_at: new.expires_at,
            ends_at: new.ends_at,
            renewed_for: new.renewed_for,
            ended: None,
        };
        let device = Device {
            session: new.id,
            kind: new.kind,
            opened_at: new.signed_in_at,
            renewed_at: new.signed_in_at,
            expires_at: new.expires_at,
            network: new.network,
            agent: new.agent.clone(),
        };
        self.devices.insert(session.id, device);
        self.sessions.insert(session.id, session.clone());
        if let Some(secret) = new.secret {
            self.secrets.insert(secret, new.id);
        }
        Ok(session)
    }

    fn set_secret(&mut self, id: SessionId, secret: &SessionSecret) -> Result<(), StoreError> {
        self.secrets.retain(|_, session| *session != id);
        self.secrets.insert(*secret, id);
        Ok(())
    }

    fn end(&mut self, id: SessionId, reason: EndReason, now: Timestamp) -> Result<bool, StoreError> {
        let live = self.sessions.get_mut(&id).filter(|session| session.is_live(now));
        Ok(live.map(|session| session.ended = Some((now, reason))).is_some())
    }

    fn end_all(
        &mut self,
        account: AccountId,
        spare: Option<SessionId>,
        reason: EndReason,
        now: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        let all = self.sessions.values_mut();
        let live = all.filter(|session| {
            session.account == account && session.is_live(now) && Some(session.id) != spare
        });
        let ended = live.map(|session| {
            session.ended = Some((now, reason));
            session.id
        });
        Ok(ended.collect())
    }

    fn end_everyone(&mut self, reason: EndReason, now: Timestamp) -> Result<usize, StoreError> {
        let live = self.sessions.values_mut().filter(|session| session.is_live(now));
        Ok(live.map(|session| session.ended = Some((now, reason))).count())
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let kept = self.sessions.len();
        self.sessions.retain(|_, session| over_at(session) >= before);
        Ok(kept - self.sessions.len())
    }
}
