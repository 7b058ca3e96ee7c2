//! A connection as the ports see it: for look-ups, for renewals, or as a unit of work in one transaction.

use parking_lot::MutexGuard;
use parlor_auth::ports::{
    Accounts, AccountsMut, AuditLog, Codes, Deliveries, Exports, Flows, Keys, KnownClients, KnownClientsMut,
    Lockouts, LockoutsMut, Outbox, Pins, PinsMut, Reader, Renewals, ServiceKeys, ServiceKeysMut, Sessions,
    SessionsMut, SetupLinks, SignUpCodes, Statistics, Undelivered, Work,
};
use parlor_community::ports as community;
use parlor_domain::ports::{Effects, Journal};
use parlor_domain::{
    Announcement, AuditEvent, Generation, ServiceKeyId, Session, SessionId, StoreError, Timestamp,
};

use crate::journal;
use crate::pool::{Loan, Slot};

/// Look-ups on a connection of their own.
pub(crate) struct SqlReader(Loan);

impl SqlReader {
    pub fn new(loan: Loan) -> Self {
        Self(loan)
    }

    fn slot(&mut self) -> &mut Slot {
        &mut self.0
    }
}

impl Reader for SqlReader {
    fn accounts(&mut self) -> &mut dyn Accounts {
        self.slot()
    }
    fn sessions(&mut self) -> &mut dyn Sessions {
        self.slot()
    }
    fn lockouts(&mut self) -> &mut dyn Lockouts {
        self.slot()
    }
    fn known_clients(&mut self) -> &mut dyn KnownClients {
        self.slot()
    }
    fn pins(&mut self) -> &mut dyn Pins {
        self.slot()
    }
    fn service_keys(&mut self) -> &mut dyn ServiceKeys {
        self.slot()
    }
    fn exports(&mut self) -> &mut dyn Exports {
        self.slot()
    }
    fn audit_log(&mut self) -> &mut dyn AuditLog {
        self.slot()
    }
    fn undelivered(&mut self) -> &mut dyn Undelivered {
        self.slot()
    }
    fn statistics(&mut self) -> &mut dyn Statistics {
        self.slot()
    }
}

/// Renewals, with no transaction around them: each statement is one.
pub(crate) struct SqlRenewals<'a> {
    // Dropped in this order, as for a unit of work.
    loan: Loan,
    _turn: Option<MutexGuard<'a, ()>>,
}

impl<'a> SqlRenewals<'a> {
    pub fn new(loan: Loan, turn: Option<MutexGuard<'a, ()>>) -> Self {
        Self { loan, _turn: turn }
    }
}

impl Renewals for SqlRenewals<'_> {
    fn rotate(&mut self, rotated: &Session) -> Result<bool, StoreError> {
        self.loan.rotate(rotated)
    }
    fn acknowledge(
        &mut self,
        id: SessionId,
        generation: Generation,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.loan.acknowledge(id, generation, now)
    }
    fn use_key(
        &mut self,
        id: ServiceKeyId,
        unless_since: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.loan.use_key(id, unless_since, now)
    }

    fn extend(&mut self, id: SessionId, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        self.loan.extend(id, expires_at, now)
    }
}

/// A transaction.
pub(crate) struct SqlWork<'a> {
    // The connection goes back before the next writer's turn begins: fields are dropped in this order.
    loan: Loan,
    _turn: Option<MutexGuard<'a, ()>>,
    effects: &'a dyn Effects,
    events: Events,
    announcements: Vec<Announcement>,
    has_mail: bool,
    is_open: bool,
}

/// What was recorded so far.
#[derive(Default)]
struct Events(Vec<(AuditEvent, Timestamp)>);

impl Journal for Events {
    fn record(&mut self, event: AuditEvent, at: Timestamp) {
        self.0.push((event, at));
    }
}

impl<'a> SqlWork<'a> {
    pub fn begin(
        mut loan: Loan,
        turn: Option<MutexGuard<'a, ()>>,
        effects: &'a dyn Effects,
    ) -> Result<Self, StoreError> {
        loan.link.begin().map_err(|error| loan.failed(error))?;
        let (events, announcements) = (Events::default(), Vec::new());
        Ok(Self { loan, _turn: turn, effects, events, announcements, has_mail: false, is_open: true })
    }

    fn slot(&mut self) -> &mut Slot {
        &mut self.loan
    }
}

impl Work for SqlWork<'_> {
    fn accounts(&mut self) -> &mut dyn AccountsMut {
        self.slot()
    }
    fn sessions(&mut self) -> &mut dyn SessionsMut {
        self.slot()
    }
    fn lockouts(&mut self) -> &mut dyn LockoutsMut {
        self.slot()
    }
    fn known_clients(&mut self) -> &mut dyn KnownClientsMut {
        self.slot()
    }
    fn setup(&mut self) -> &mut dyn SetupLinks {
        self.slot()
    }
    fn codes(&mut self) -> &mut dyn Codes {
        self.slot()
    }
    fn sign_up_codes(&mut self) -> &mut dyn SignUpCodes {
        self.slot()
    }
    fn flows(&mut self) -> &mut dyn Flows {
        self.slot()
    }
    fn pins(&mut self) -> &mut dyn PinsMut {
        self.slot()
    }
    fn service_keys(&mut self) -> &mut dyn ServiceKeysMut {
        self.slot()
    }
    fn keys(&mut self) -> &mut dyn Keys {
        self.slot()
    }
    fn outbox(&mut self) -> &mut dyn Outbox {
        self.has_mail = true;
        self.slot()
    }
    fn deliveries(&mut self) -> &mut dyn Deliveries {
        self.slot()
    }
    fn journal(&mut self) -> &mut dyn Journal {
        &mut self.events
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.complete()
    }
}

impl community::Reader for SqlReader {
    fn people(&mut self) -> &mut dyn community::People {
        self.slot()
    }
    fn users(&mut self) -> &mut dyn community::UserLists {
        self.slot()
    }
    fn conversations(&mut self) -> &mut dyn community::Conversations {
        self.slot()
    }
    fn presences(&mut self) -> &mut dyn community::Presences {
        self.slot()
    }
    fn profiles(&mut self) -> &mut dyn community::Profiles {
        self.slot()
    }
    fn due_files(&mut self) -> &mut dyn community::DueFiles {
        self.slot()
    }
    fn wallets(&mut self) -> &mut dyn community::Wallets {
        self.slot()
    }
    fn leaderboard(&mut self) -> &mut dyn community::Leaderboard {
        self.slot()
    }
}

impl community::Work for SqlWork<'_> {
    fn relations(&mut self) -> &mut dyn community::Relations {
        self.slot()
    }
    fn conversations(&mut self) -> &mut dyn community::ConversationsMut {
        self.slot()
    }
    fn presences(&mut self) -> &mut dyn community::PresencesMut {
        self.slot()
    }
    fn avatars(&mut self) -> &mut dyn community::Avatars {
        self.slot()
    }
    fn discarded_files(&mut self) -> &mut dyn community::DiscardedFiles {
        self.slot()
    }
    fn wallets(&mut self) -> &mut dyn community::WalletsMut {
        self.slot()
    }
    fn idempotency(&mut self) -> &mut dyn community::Idempotency {
        self.slot()
    }
    fn scores(&mut self) -> &mut dyn community::Scores {
        self.slot()
    }
    fn journal(&mut self) -> &mut dyn Journal {
        &mut self.events
    }
    fn announce(&mut self, announcement: Announcement) {
        self.announcements.push(announcement);
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.complete()
    }
}

impl SqlWork<'_> {
    fn complete(mut self: Box<Self>) -> Result<(), StoreError> {
        let events = std::mem::take(&mut self.events).0;
        let announcements = std::mem::take(&mut self.announcements);
        journal::write(&mut self.loan, &events)?;
        self.is_open = false;
        self.loan.link.commit().map_err(|error| self.loan.failed(error))?;
        let (effects, has_mail) = (self.effects, self.has_mail);
        // What follows must not keep the next writer waiting.
        drop(self);
        if !events.is_empty() {
            effects.committed(&events.into_iter().map(|(event, _)| event).collect::<Vec<_>>());
        }
        if has_mail {
            effects.mail_queued();
        }
        if !announcements.is_empty() {
            effects.announced(&announcements);
        }
        Ok(())
    }
}

impl Drop for SqlWork<'_> {
    fn drop(&mut self) {
        // A connection that cannot roll back must not be used again: its transaction would go on.
        if self.is_open && self.loan.link.roll_back().is_err() {
            self.loan.mark_broken();
        }
    }
}
