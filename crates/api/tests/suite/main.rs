//! The HTTP layer over the real use cases, in process, with ports in memory.
#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected has failed")]

mod faults;
mod health;
mod reference;
mod support;
