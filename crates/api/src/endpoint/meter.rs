//! Counts the answers of one address.

use std::cell::RefCell;
use std::time::Instant;

use actix_web::http::StatusCode;
use metrics::{Counter, Histogram, counter, histogram};

/// Counts under the address that is listed, never under the one that a client wrote. What it counts with is made
/// once, since each has to be looked up by its name.
pub(super) struct Meter {
    path: &'static str,
    took: Histogram,
    answered: RefCell<Vec<(StatusCode, Counter)>>,
}

impl Meter {
    pub fn of(path: &'static str) -> Self {
        let took = histogram!("parlor_request_seconds", "endpoint" => path);
        Self { path, took, answered: RefCell::default() }
    }

    pub fn count(&self, status: StatusCode, begun: Instant) {
        self.took.record(begun.elapsed());
        let mut answered = self.answered.borrow_mut();
        if let Some((_, counter)) = answered.iter().find(|(known, _)| *known == status) {
            return counter.increment(1);
        }
        let text = status.as_u16().to_string();
        let counter = counter!("parlor_requests_total", "endpoint" => self.path, "status" => text);
        counter.increment(1);
        answered.push((status, counter));
    }
}
