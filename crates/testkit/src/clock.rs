//! A clock that stands still until a test moves it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use parlor_domain::Timestamp;
use parlor_domain::ports::Clock;

/// The time a test says it is.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// Stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves to `now`, forwards or backwards.
    pub fn set(&self, now: Timestamp) {
        *self.hand() = now;
    }

    /// Lets time pass.
    pub fn advance(&self, span: Duration) {
        let mut hand = self.hand();
        *hand = *hand + span;
    }

    fn hand(&self) -> MutexGuard<'_, Timestamp> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for FixedClock {
    /// Stands at 2030-01-01T00:00:00Z.
    fn default() -> Self {
        Self::at(Timestamp::from_micros(1_893_456_000_000_000).unwrap())
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.hand()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_only_when_it_is_told_to() {
        let clock = FixedClock::default();
        let start = clock.now();
        assert_eq!(start.utc().to_rfc3339(), "2030-01-01T00:00:00+00:00");
        assert_eq!(clock.now(), start);
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now().since(start), Duration::from_secs(90));
        clock.set(start);
        assert_eq!(clock.now(), start);
    }
}
