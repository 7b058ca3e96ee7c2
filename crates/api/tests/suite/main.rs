//! The HTTP layer over the real use cases, in process, with ports in memory.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected has failed"
)]

mod budgets;
mod cookies;
mod docs;
mod document;
mod faults;
mod health;
mod reference;
mod support;
