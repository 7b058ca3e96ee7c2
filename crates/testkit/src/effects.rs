//! Keeps what a commit let follow.

use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlor_domain::ports::Effects;
use parlor_domain::{Announcement, AuditEvent, AuditKind};

/// Collects the events of committed units of work, one list for each.
#[derive(Debug, Default)]
pub struct RecordedEffects {
    units: Mutex<Vec<Vec<AuditEvent>>>,
    announcements: Mutex<Vec<Announcement>>,
    calls_for_mail: AtomicUsize,
}

impl RecordedEffects {
    /// The events since the last look, oldest first.
    pub fn take(&self) -> Vec<AuditEvent> {
        self.take_units().concat()
    }

    /// What happened since the last look, oldest first.
    pub fn take_kinds(&self) -> Vec<AuditKind> {
        self.take().iter().map(|event| event.kind).collect()
    }

    /// The events since the last look, by unit of work.
    pub fn take_units(&self) -> Vec<Vec<AuditEvent>> {
        mem::take(&mut *self.units())
    }

    /// What people were told since the last look, oldest first.
    pub fn take_announcements(&self) -> Vec<Announcement> {
        mem::take(&mut *self.announcements.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How often it was said that mail may have been queued.
    pub fn calls_for_mail(&self) -> usize {
        self.calls_for_mail.load(Ordering::SeqCst)
    }

    fn units(&self) -> MutexGuard<'_, Vec<Vec<AuditEvent>>> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Effects for RecordedEffects {
    fn committed(&self, events: &[AuditEvent]) {
        self.units().push(events.to_vec());
    }

    fn announced(&self, announcements: &[Announcement]) {
        let mut told = self.announcements.lock().unwrap_or_else(PoisonError::into_inner);
        told.extend_from_slice(announcements);
    }

    fn mail_queued(&self) {
        self.calls_for_mail.fetch_add(1, Ordering::SeqCst);
    }
}
