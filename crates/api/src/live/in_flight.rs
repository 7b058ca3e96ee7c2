//! How much of an instance's memory the messages take that are arriving or being worked on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The bytes of all sockets together.
#[derive(Clone, Default)]
pub(super) struct InFlight(Arc<AtomicUsize>);

/// The share of one socket; given back when it goes.
pub(super) struct Share {
    all: InFlight,
    bytes: usize,
}

impl InFlight {
    pub fn share(&self) -> Share {
        Share { all: self.clone(), bytes: 0 }
    }
}

impl Share {
    /// Takes more; `false` if there would be more than `most` on the instance.
    pub fn take(&mut self, bytes: usize, most: usize) -> bool {
        self.bytes = self.bytes.saturating_add(bytes);
        self.all.0.fetch_add(bytes, Relaxed).saturating_add(bytes) <= most
    }

    /// Gives back all but so much.
    pub fn keep(&mut self, bytes: usize) {
        let back = self.bytes.saturating_sub(bytes);
        self.bytes -= back;
        self.all.0.fetch_sub(back, Relaxed);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.keep(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s68_what_all_sockets_take_together_is_bounded_and_comes_back() {
        let all = InFlight::default();
        let (mut one, mut other) = (all.share(), all.share());
        assert!(one.take(60, 100));
        assert!(other.take(40, 100));
        assert!(!other.take(1, 100));
        one.keep(10);
        assert!(other.take(49, 100));
        drop(other);
        assert!(one.take(90, 100));
        drop(one);
        assert_eq!(all.0.load(Relaxed), 0);
    }
}
