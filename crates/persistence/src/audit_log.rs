//! The audit log, read back.

use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use parlor_auth::ports::{AuditLog, Moment};
use parlor_domain::{
    AccountId, Actor, ActorWanted, AuditEntry, AuditFilter, ClientAddress, Network, ServiceKeyId, SessionId,
    StoreError,
};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::audit_log;
use crate::time::Ts;

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_log, check_for_backend(Pg, Sqlite))]
struct EntryRow {
    id: i64,
    at: Ts,
    kind: String,
    actor: String,
    actor_id: Option<i64>,
    account_id: Option<i64>,
    session_id: Option<i64>,
    address: Option<String>,
    subject_id: Option<i64>,
}

impl TryFrom<EntryRow> for AuditEntry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        let address = row.address.as_deref().and_then(Network::parse);
        let address = address.map_or(ClientAddress::Unknown, ClientAddress::Known);
        let actor = match (row.actor.as_str(), row.actor_id) {
            ("anyone", _) => Actor::Anyone(address),
            ("account", Some(id)) => Actor::Account(AccountId(id), address),
            ("service", Some(id)) => Actor::Service(ServiceKeyId(id), address),
            ("operator", _) => Actor::Operator,
            _ => {
                let id = row.id.to_string();
                return Err(StoreError::Unreadable { table: "audit_log", column: "actor", id });
            }
        };
        Ok(Self {
            id: row.id,
            at: row.at.0,
            kind: row.kind,
            actor,
            account: row.account_id.map(AccountId),
            session: row.session_id.map(SessionId),
            subject: row.subject_id,
        })
    }
}

impl AuditLog for Slot {
    /// Each filter has an index that is in the order of the list, or finds so few that they are soon in order.
    fn entries(
        &mut self,
        filter: &AuditFilter,
        after: Option<Moment>,
        most: usize,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let kind = filter.kind.as_deref();
        // No text of Postgres holds a NUL, so no entry has such a kind.
        if kind.is_some_and(|kind| kind.contains('\0')) {
            return Ok(Vec::new());
        }
        let rows: Vec<EntryRow> = on!(&mut self.link, |conn| {
            let mut rows = audit_log::table.select(EntryRow::as_select()).into_boxed();
            if let Some(account) = filter.account {
                rows = rows.filter(audit_log::account_id.eq(account.0));
            }
            rows = match filter.actor {
                None => rows,
                Some(ActorWanted::Anyone) => rows.filter(audit_log::actor.eq("anyone")),
                Some(ActorWanted::Account(id)) => {
                    rows.filter(audit_log::actor_id.eq(id.0)).filter(audit_log::actor.eq("account"))
                }
                Some(ActorWanted::Service(id)) => {
                    rows.filter(audit_log::actor_id.eq(id.0)).filter(audit_log::actor.eq("service"))
                }
                // Written out, as the index of these rows has it.
                Some(ActorWanted::Operator) => rows.filter(sql::<Bool>("actor = 'operator'")),
            };
            if let Some(kind) = kind {
                rows = rows.filter(audit_log::kind.eq(kind));
            }
            if let Some(from) = filter.from {
                rows = rows.filter(audit_log::at.ge(Ts(from)));
            }
            if let Some(until) = filter.until {
                rows = rows.filter(audit_log::at.lt(Ts(until)));
            }
            if let Some((at, id)) = after {
                let before = audit_log::at.lt(Ts(at)).or(audit_log::id.lt(id));
                // The first of them is what an index can begin at.
                rows = rows.filter(audit_log::at.le(Ts(at))).filter(before);
            }
            rows.order((audit_log::at.desc(), audit_log::id.desc())).limit(most).load(conn)
        })
        .map_err(|error| self.failed(error))?;
        rows.into_iter().map(AuditEntry::try_from).collect()
    }
}
