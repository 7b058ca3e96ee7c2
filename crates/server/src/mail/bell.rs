//! Wakes whoever sends mail.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Rung when there may be mail, and when it is time to go home.
#[derive(Debug, Default)]
pub struct Bell {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_rung: bool,
    is_over: bool,
}

impl Bell {
    /// There may be mail: one of those who wait looks.
    pub fn ring(&self) {
        self.state().is_rung = true;
        self.changed.notify_one();
    }

    /// It is time to go home, for all.
    pub fn end(&self) {
        self.state().is_over = true;
        self.changed.notify_all();
    }

    /// Whether it is.
    pub fn is_over(&self) -> bool {
        self.state().is_over
    }

    /// Waits until it rings, or it is time to go home, or `longest` has passed.
    pub fn wait(&self, longest: Duration) {
        let is_quiet = |state: &mut State| !state.is_rung && !state.is_over;
        let waited = self.changed.wait_timeout_while(self.state(), longest, is_quiet);
        waited.unwrap_or_else(PoisonError::into_inner).0.is_rung = false;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Instant;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn who_waits_is_woken_by_the_bell_also_by_one_that_rang_before() {
        let bell = Bell::default();
        bell.ring();
        bell.wait(LONG);
        thread::scope(|scope| {
            scope.spawn(|| bell.wait(LONG));
            bell.ring();
        });
        let begun = Instant::now();
        bell.wait(Duration::from_millis(50));
        assert!(begun.elapsed() >= Duration::from_millis(50), "it rang once and was heard");
    }

    #[test]
    fn the_end_is_heard_by_all_and_for_ever() {
        let bell = Bell::default();
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| bell.wait(LONG));
            }
            bell.end();
        });
        bell.wait(LONG);
        assert!(bell.is_over());
    }
}
