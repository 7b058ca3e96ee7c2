//! The audit log as administrators ask for it and get it.

use parlor_domain::{Actor, AuditEntry};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::endpoint::Field;

/// Which entries are wanted.
#[derive(Deserialize, IntoParams)]
pub struct Search {
    /// To which account something was done, by its id
    #[serde(default)]
    #[param(value_type = i64, required = false, example = 1)]
    pub account: Field,
    /// Who did it: `anyone` (who had shown no credential), `account:1`, `service:1` (by the id of a service key) or
    /// `operator`
    #[serde(default)]
    #[param(value_type = String, required = false, min_length = 1, example = "account:1")]
    pub actor: Field,
    /// What was done
    #[serde(default)]
    #[param(value_type = String, required = false, min_length = 1, example = "signed_in")]
    pub kind: Field,
    /// Since when (RFC 3339)
    #[serde(default)]
    #[param(value_type = String, required = false, format = "date-time", example = "2026-11-26T00:00:00Z")]
    pub from: Field,
    /// Until when, that instant excluded (RFC 3339)
    #[serde(default)]
    #[param(value_type = String, required = false, format = "date-time", example = "2026-11-27T00:00:00Z")]
    pub until: Field,
    /// The most items to give
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 1, maximum = 100, default = 50, example = 50)]
    pub limit: Field,
    /// Where the page before ended: its `next_cursor`
    #[serde(default)]
    #[param(value_type = String, required = false, min_length = 1)]
    pub cursor: Field,
}

/// An entry of the audit log
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct Entry {
    /// Its id
    #[schema(minimum = 1, examples(1))]
    id: i64,
    /// When it happened
    #[schema(format = "date-time", examples("2026-11-26T08:30:00.000000Z"))]
    at: String,
    /// What happened
    #[schema(examples("signed_in"))]
    kind: String,
    /// Who did it: `anyone`, `account`, `service` or `operator`
    #[schema(examples("account"))]
    actor: &'static str,
    /// The id of that account or service key
    #[schema(required, examples(1))]
    actor_id: Option<i64>,
    /// To which account
    #[schema(required, examples(1))]
    account_id: Option<i64>,
    /// In which session, or to which
    #[schema(required, examples(4503599627370496i64))]
    session_id: Option<i64>,
    /// To what else: for `service_key_…` the id of the key
    #[schema(required, examples(1))]
    subject_id: Option<i64>,
    /// From where, when that is known; an IPv6 address by its /64
    #[schema(required, examples("192.0.2.7"))]
    address: Option<String>,
}

impl From<AuditEntry> for Entry {
    fn from(entry: AuditEntry) -> Self {
        let (actor, actor_id) = match entry.actor {
            Actor::Anyone(_) => ("anyone", None),
            Actor::Account(id, _) => ("account", Some(id.0)),
            Actor::Service(id, _) => ("service", Some(id.0)),
            Actor::Operator => ("operator", None),
        };
        Self {
            id: entry.id,
            at: entry.at.rfc3339(),
            kind: entry.kind,
            actor,
            actor_id,
            account_id: entry.account.map(|id| id.0),
            session_id: entry.session.map(|id| id.0),
            subject_id: entry.subject,
            address: entry.actor.address().network().map(|network| network.to_string()),
        }
    }
}
