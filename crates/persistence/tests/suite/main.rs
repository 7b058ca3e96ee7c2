//! The ports of `parlor-auth` on both databases, and what is true of a database alone.

mod conformance;
mod failures;
mod migrations;
mod schema;
mod support;
