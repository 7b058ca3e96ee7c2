//! The machine's clock, and the only place that reads it.

use chrono::Utc;
use parlor_domain::Timestamp;
use parlor_domain::ports::Clock;

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock port's home")]
    fn now(&self) -> Timestamp {
        Utc::now().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_forward_from_the_present_century() {
        let (first, second) = (SystemClock.now(), SystemClock.now());
        assert!(first <= second);
        assert!(first.seconds() > 1_700_000_000, "{first:?}");
    }
}
