//! The audit log's rows.

use diesel::prelude::*;
use parlor_domain::{Actor, AuditEvent, StoreError, Timestamp};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::audit_log;
use crate::time::Ts;

#[derive(Insertable)]
#[diesel(table_name = audit_log, treat_none_as_default_value = false)]
pub(crate) struct AuditRow {
    pub at: Ts,
    pub kind: &'static str,
    pub actor: &'static str,
    pub actor_id: Option<i64>,
    pub account_id: Option<i64>,
    pub session_id: Option<i64>,
    pub address: Option<String>,
    pub subject_id: Option<i64>,
}

impl AuditRow {
    pub fn of(event: &AuditEvent, at: Timestamp) -> Self {
        let (actor, actor_id) = match event.actor {
            Actor::Anyone(_) => ("anyone", None),
            Actor::Account(id, _) => ("account", Some(id.0)),
            Actor::Service(key, _) => ("service", Some(key.0)),
            Actor::Operator => ("operator", None),
        };
        Self {
            at: Ts(at),
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

/// Writes what was recorded, in one statement unless it is very much. One entry, which is the rule, has a statement
/// that diesel keeps prepared; it keeps none of many rows.
pub(crate) fn write(slot: &mut Slot, events: &[(AuditEvent, Timestamp)]) -> Result<(), StoreError> {
    if let [(event, at)] = events {
        let row = AuditRow::of(event, *at);
        on!(&mut slot.link, |conn| diesel::insert_into(audit_log::table).values(row).execute(conn))
            .map_err(|error| slot.failed(error))?;
        return Ok(());
    }
    for events in events.chunks(AT_ONCE) {
        let rows: Vec<_> = events.iter().map(|(event, at)| AuditRow::of(event, *at)).collect();
        on!(&mut slot.link, |conn| diesel::insert_into(audit_log::table).values(&rows).execute(conn))
            .map_err(|error| slot.failed(error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use diesel::connection::{Connection, InstrumentationEvent};
    use parlor_domain::{AccountId, AuditKind, ClientAddress};

    use super::*;
    use crate::link::Link;
    use crate::{Database, Target};

    #[test]
    fn one_entry_is_written_by_a_statement_that_is_prepared_once() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(folder.path().join("parlor.db"));
        Database::migrate(&target).unwrap();
        let mut slot = Slot::new(Link::open(&target).unwrap());
        let prepared = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&prepared);
        let keep = move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::CacheQuery { sql, .. } = event {
                kept.lock().unwrap().push(sql.to_owned());
            }
        };
        on!(&mut slot.link, |conn| conn.set_instrumentation(keep));
        for account in [Some(AccountId(7)), None, Some(AccountId(8))] {
            let actor = Actor::Anyone(ClientAddress::Unknown);
            let event = AuditEvent { kind: AuditKind::SignInFailed, actor, account, session: None };
            write(&mut slot, &[(event, Timestamp::EPOCH)]).unwrap();
        }
        let written: i64 = on!(&mut slot.link, |conn| audit_log::table.count().get_result(conn)).unwrap();
        assert_eq!(written, 3);
        let prepared = prepared.lock().unwrap();
        assert_eq!(prepared.iter().filter(|sql| sql.starts_with("INSERT")).count(), 1, "{prepared:?}");
    }
}
