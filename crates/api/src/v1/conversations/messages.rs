//! `/v1/conversations/{id}/messages`

pub mod create;
pub mod list;
