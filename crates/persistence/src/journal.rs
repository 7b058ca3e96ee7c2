//! The audit log's rows.

use diesel::prelude::*;
use parlor_domain::{Actor, AuditEvent, StoreError, Timestamp};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::audit_log;
use crate::time::Ts;

#[derive(Insertable)]
#[diesel(table_name = audit_log)]
struct AuditRow {
    at: Ts,
    kind: &'static str,
    actor: &'static str,
    actor_id: Option<i64>,
    account_id: Option<i64>,
    session_id: Option<i64>,
    address: Option<String>,
    subject_id: Option<i64>,
}

impl AuditRow {
    fn of((event, at): &(AuditEvent, Timestamp)) -> Self {
        let (actor, actor_id) = match event.actor {
            Actor::Anyone(_) => ("anyone", None),
            Actor::Account(id, _) => ("account", Some(id.0)),
            Actor::Service(key, _) => ("service", Some(key.0)),
            Actor::Operator => ("operator", None),
        };
        Self {
            at: Ts(*at),
            kind: event.kind.as_str(),
            actor,
            actor_id,
            account_id: event.account.map(|id| id.0),
            session_id: event.session.map(|id| id.0),
            address: event.actor.address().network().map(|network| network.to_string()),
            subject_id: event.kind.subject(),
        }
    }
}

/// How many entries go into one statement: Postgres takes 65,535 values, and an entry has nine.
const AT_ONCE: usize = 1_000;

/// Writes what was recorded, in one statement unless it is very much.
pub(crate) fn write(slot: &mut Slot, events: &[(AuditEvent, Timestamp)]) -> Result<(), StoreError> {
    for events in events.chunks(AT_ONCE) {
        let rows: Vec<_> = events.iter().map(AuditRow::of).collect();
        on!(&mut slot.link, |conn| diesel::insert_into(audit_log::table).values(&rows).execute(conn))
            .map_err(|error| slot.failed(error))?;
    }
    Ok(())
}
