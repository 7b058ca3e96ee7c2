//! The contracts.
