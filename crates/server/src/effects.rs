//! What follows a commit in this program, told to everybody who cares.

use parlor_domain::ports::Effects;
use parlor_domain::{Announcement, AuditEvent};

/// Those who care, told one after the other.
pub struct AllEffects(pub Vec<Box<dyn Effects>>);

impl Effects for AllEffects {
    fn committed(&self, events: &[AuditEvent]) {
        self.0.iter().for_each(|effects| effects.committed(events));
    }

    fn mail_queued(&self) {
        self.0.iter().for_each(|effects| effects.mail_queued());
    }

    fn announced(&self, announcements: &[Announcement]) {
        self.0.iter().for_each(|effects| effects.announced(announcements));
    }
}
