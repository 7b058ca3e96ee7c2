//! Keeps what a commit let follow.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use parlor_domain::ports::Effects;
use parlor_domain::{AuditEvent, AuditKind};

/// Collects the events of committed units of work, one list for each.
#[derive(Debug, Default)]
pub struct RecordedEffects(Mutex<Vec<Vec<AuditEvent>>>);

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

    fn units(&self) -> MutexGuard<'_, Vec<Vec<AuditEvent>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Effects for RecordedEffects {
    fn committed(&self, events: &[AuditEvent]) {
        self.units().push(events.to_vec());
    }
}
