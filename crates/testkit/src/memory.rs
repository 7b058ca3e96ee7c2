//! A store that forgets everything when it is dropped, and otherwise keeps every promise of the ports.
//!
//! A unit of work changes a copy of the whole state, and committing puts the copy in its place. Writers take
//! turns, as on SQLite; look-ups never wait for them.

mod accounts;
mod codes;
mod exports;
mod keys;
mod known_clients;
mod lockouts;
mod outbox;
mod oversight;
mod service_keys;
mod sessions;
mod setup;
mod sign_up_codes;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlor_auth::ports::{
    Accounts, AccountsMut, AuditLog, Codes, Deliveries, Exports, Flows, Keys, KnownClients, KnownClientsMut,
    LeasedMail, Lockouts, LockoutsMut, Outbox, Pins, PinsMut, Reader, Renewals, ServiceKeys, ServiceKeysMut,
    Sessions, SessionsMut, SetupLinks, SignUpCodes, Statistics, Store, Undelivered, Work,
};
use parlor_domain::ports::{Effects, Journal};
use parlor_domain::{AuditEvent, Generation, ServiceKeyId, Session, SessionId, StoreError, Timestamp};

pub use sessions::Rival;
use state::State;

/// The ports of `parlor-auth` over plain maps.
pub struct MemoryStore {
    committed: Mutex<State>,
    /// Held by the one unit of work that is open.
    turn: Mutex<()>,
    effects: Arc<dyn Effects>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new(effects: Arc<dyn Effects>) -> Self {
        Self { committed: Mutex::default(), turn: Mutex::default(), effects }
    }

    /// Every event that was stored, with its time, oldest first.
    #[must_use]
    pub fn journal(&self) -> Vec<(AuditEvent, Timestamp)> {
        self.committed().journal.clone()
    }

    /// Every mail that was queued, whatever became of it, oldest first. The text of one that is over is empty.
    #[must_use]
    pub fn mails(&self) -> Vec<LeasedMail> {
        self.committed().mails.iter().map(|stored| stored.mail.clone()).collect()
    }

    /// Lets a rival have a hand in the next `times` rotations, none of which then succeeds.
    pub fn contend(&self, rival: Rival, times: usize) {
        self.committed().contention.begin(rival, times);
    }

    fn committed(&self) -> MutexGuard<'_, State> {
        lock(&self.committed)
    }
}

/// A test that panics has said what is wrong; the others may go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store for MemoryStore {
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError> {
        Ok(Box::new(MemoryReader { store: self, seen: State::default() }))
    }

    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError> {
        let turn = lock(&self.turn);
        let state = self.committed().clone();
        Ok(Box::new(MemoryWork { store: self, turn, state, recorded: Recorded::default(), has_mail: false }))
    }

    fn renew(&self) -> Result<Box<dyn Renewals + '_>, StoreError> {
        Ok(Box::new(MemoryRenewals(self)))
    }
}

/// Makes a unit of work of each change.
struct MemoryRenewals<'s>(&'s MemoryStore);

impl Renewals for MemoryRenewals<'_> {
    fn rotate(&mut self, rotated: &Session) -> Result<bool, StoreError> {
        let mut work = self.0.write()?;
        let holds = work.sessions().rotate(rotated)?;
        work.commit()?;
        Ok(holds)
    }

    fn acknowledge(
        &mut self,
        id: SessionId,
        generation: Generation,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut work = self.0.write()?;
        work.sessions().acknowledge(id, generation, now)?;
        work.commit()
    }

    fn use_key(
        &mut self,
        id: ServiceKeyId,
        unless_since: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut work = self.0.write()?;
        work.sessions().use_key(id, unless_since, now)?;
        work.commit()
    }

    fn extend(&mut self, id: SessionId, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        let mut work = self.0.write()?;
        let holds = work.sessions().extend(id, expires_at, now)?;
        work.commit()?;
        Ok(holds)
    }
}

/// Looks at what is committed, anew each time.
struct MemoryReader<'s> {
    store: &'s MemoryStore,
    seen: State,
}

impl MemoryReader<'_> {
    fn look(&mut self) -> &mut State {
        self.seen = self.store.committed().clone();
        &mut self.seen
    }
}

impl Reader for MemoryReader<'_> {
    fn accounts(&mut self) -> &mut dyn Accounts {
        self.look()
    }

    fn sessions(&mut self) -> &mut dyn Sessions {
        self.look()
    }

    fn lockouts(&mut self) -> &mut dyn Lockouts {
        self.look()
    }

    fn known_clients(&mut self) -> &mut dyn KnownClients {
        self.look()
    }

    fn pins(&mut self) -> &mut dyn Pins {
        self.look()
    }

    fn service_keys(&mut self) -> &mut dyn ServiceKeys {
        self.look()
    }

    fn exports(&mut self) -> &mut dyn Exports {
        self.look()
    }

    fn audit_log(&mut self) -> &mut dyn AuditLog {
        self.look()
    }

    fn undelivered(&mut self) -> &mut dyn Undelivered {
        self.look()
    }

    fn statistics(&mut self) -> &mut dyn Statistics {
        self.look()
    }
}

struct MemoryWork<'s> {
    store: &'s MemoryStore,
    turn: MutexGuard<'s, ()>,
    state: State,
    recorded: Recorded,
    has_mail: bool,
}

#[derive(Default)]
struct Recorded(Vec<(AuditEvent, Timestamp)>);

impl Journal for Recorded {
    fn record(&mut self, event: AuditEvent, at: Timestamp) {
        self.0.push((event, at));
    }
}

impl Work for MemoryWork<'_> {
    fn accounts(&mut self) -> &mut dyn AccountsMut {
        &mut self.state
    }

    fn sessions(&mut self) -> &mut dyn SessionsMut {
        &mut self.state
    }

    fn lockouts(&mut self) -> &mut dyn LockoutsMut {
        &mut self.state
    }

    fn known_clients(&mut self) -> &mut dyn KnownClientsMut {
        &mut self.state
    }

    fn setup(&mut self) -> &mut dyn SetupLinks {
        &mut self.state
    }

    fn codes(&mut self) -> &mut dyn Codes {
        &mut self.state
    }

    fn sign_up_codes(&mut self) -> &mut dyn SignUpCodes {
        &mut self.state
    }

    fn flows(&mut self) -> &mut dyn Flows {
        &mut self.state
    }

    fn pins(&mut self) -> &mut dyn PinsMut {
        &mut self.state
    }

    fn service_keys(&mut self) -> &mut dyn ServiceKeysMut {
        &mut self.state
    }

    fn keys(&mut self) -> &mut dyn Keys {
        &mut self.state
    }

    fn outbox(&mut self) -> &mut dyn Outbox {
        self.has_mail = true;
        &mut self.state
    }

    fn deliveries(&mut self) -> &mut dyn Deliveries {
        &mut self.state
    }

    fn journal(&mut self) -> &mut dyn Journal {
        &mut self.recorded
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        let Self { store, turn, mut state, recorded: Recorded(recorded), has_mail } = *self;
        state.journal.extend(recorded.iter().cloned());
        *store.committed() = state;
        // What follows a commit may want to write in its turn.
        drop(turn);
        let events: Vec<_> = recorded.into_iter().map(|(event, _)| event).collect();
        if !events.is_empty() {
            store.effects.committed(&events);
        }
        if has_mail {
            store.effects.mail_queued();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance;

    #[test]
    fn the_store_in_memory_keeps_the_promises_of_the_ports() {
        conformance::run(|effects| Arc::new(MemoryStore::new(effects)));
    }
}
