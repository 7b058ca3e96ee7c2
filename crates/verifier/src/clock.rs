//! The machine's clock, and the only place of this crate that reads it.

use parlor_domain::Timestamp;
use parlor_domain::ports::Clock;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this crate is used without Parlor's adapters")]
    fn now(&self) -> Timestamp {
        chrono::Utc::now().into()
    }
}
