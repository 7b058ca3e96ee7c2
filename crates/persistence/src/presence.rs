//! Who has a socket open, and who was last seen when, as rows.

use diesel::prelude::*;
use parlor_community::ports::{Presences, PresencesMut};
use parlor_domain::{AccountId, InstanceId, Presence, StoreError, Timestamp};

use crate::link::{kept, on, those_free};
use crate::pool::Slot;
use crate::schema::{accounts, connections, instances, last_seen};
use crate::time::Ts;
use crate::written::{Numbers, Value, Written};

/// The longest lease of the instances at which the account that a query is about has sockets open.
#[diesel::dsl::auto_type]
pub(crate) fn leased_until() -> _ {
    connections::table
        .inner_join(instances::table)
        .filter(connections::account_id.eq(accounts::id))
        .order(instances::lease_until.desc())
        .select(instances::lease_until)
        .single_value()
}

/// When it was last seen, if that was written down.
#[diesel::dsl::auto_type]
pub(crate) fn when_seen() -> _ {
    last_seen::table.filter(last_seen::account_id.eq(accounts::id)).select(last_seen::seen_at).single_value()
}

/// The two.
pub(crate) type PresenceRow = (Option<Ts>, Option<Ts>);

/// What they say.
pub(crate) fn told((leased_until, seen_at): PresenceRow, now: Timestamp) -> Presence {
    Presence::of(leased_until.map(|Ts(at)| at), seen_at.map(|Ts(at)| at), now)
}

/// On Postgres alone.
const HOLD: &str = "SELECT id FROM accounts WHERE id IN (SELECT value FROM ? \
    UNION SELECT account_id FROM connections WHERE instance_id IN (SELECT value FROM ?)) ORDER BY id FOR KEY SHARE";
/// Each time in the order of the accounts, so that two who write of the same ones wait for each other in turn.
const OPEN: &str = "INSERT INTO connections (account_id, instance_id, since) \
    SELECT id, ?, ? FROM accounts WHERE id IN (SELECT value FROM ?) ORDER BY id \
    ON CONFLICT (account_id, instance_id) DO NOTHING";
const CLOSE: &str = "DELETE FROM connections WHERE instance_id = ? AND account_id IN (SELECT value FROM ?)";
const SEE: &str = "INSERT INTO last_seen (account_id, seen_at) \
    SELECT id, ? FROM accounts WHERE id IN (SELECT value FROM ?) ORDER BY id \
    ON CONFLICT (account_id) DO UPDATE SET seen_at = excluded.seen_at WHERE last_seen.seen_at < excluded.seen_at";
/// Those whose sockets ended with an instance were there for as long as that had a lease.
const SEE_OUT: &str = "INSERT INTO last_seen (account_id, seen_at) \
    SELECT connections.account_id, max(instances.lease_until) \
    FROM instances JOIN connections ON connections.instance_id = instances.id \
    WHERE instances.id IN (SELECT value FROM ?) GROUP BY connections.account_id ORDER BY connections.account_id \
    ON CONFLICT (account_id) DO UPDATE SET seen_at = excluded.seen_at WHERE last_seen.seen_at < excluded.seen_at";
const REMOVE: &str = "DELETE FROM instances WHERE id IN (SELECT value FROM ?)";

impl Presences for Slot {
    fn presence(&mut self, account: AccountId, now: Timestamp) -> Result<Presence, StoreError> {
        let row = accounts::table.find(account.0).select((leased_until(), when_seen()));
        let found: Option<PresenceRow> = on!(&mut self.link, |conn| row.get_result(conn).optional())
            .map_err(|error| self.failed(error))?;
        Ok(told(found.unwrap_or_default(), now))
    }

    fn any_lapsed(&mut self, now: Timestamp) -> Result<bool, StoreError> {
        let lapsed = instances::table.filter(instances::lease_until.le(Ts(now)));
        on!(&mut self.link, |conn| diesel::select(diesel::dsl::exists(lapsed)).get_result(conn))
            .map_err(|error| self.failed(error))
    }
}

impl PresencesMut for Slot {
    fn renew(&mut self, instance: InstanceId, until: Timestamp) -> Result<bool, StoreError> {
        let row = instances::table.find(instance.0);
        let renewed = on!(&mut self.link, |conn| diesel::update(row)
            .set(instances::lease_until.eq(Ts(until)))
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        Ok(renewed > 0)
    }

    fn enter(&mut self, instance: InstanceId, until: Timestamp) -> Result<(), StoreError> {
        let row = (instances::id.eq(instance.0), instances::lease_until.eq(Ts(until)));
        on!(&mut self.link, |conn| diesel::insert_into(instances::table).values(row).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn hold(&mut self, instances: &[InstanceId], accounts: &[AccountId]) -> Result<(), StoreError> {
        if instances.is_empty() && accounts.is_empty() {
            return Ok(());
        }
        let accounts: Numbers = accounts.iter().map(|account| account.0).collect();
        let instances: Numbers = instances.iter().map(|instance| instance.0).collect();
        let values = [Value::Numbers(&accounts), Value::Numbers(&instances)];
        kept!(&mut self.link, Written::<()>::new(HOLD, &values)).map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn opened(
        &mut self,
        instance: InstanceId,
        accounts: &[AccountId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let at = [Value::Number(instance.0), Value::Time(Ts(now))];
        self.write_of(OPEN, at, accounts)
    }

    fn closed(&mut self, instance: InstanceId, accounts: &[AccountId]) -> Result<(), StoreError> {
        self.write_of(CLOSE, [Value::Number(instance.0)], accounts)
    }

    fn seen(&mut self, accounts: &[AccountId], at: Timestamp) -> Result<(), StoreError> {
        self.write_of(SEE, [Value::Time(Ts(at))], accounts)
    }

    fn lapsed(&mut self, now: Timestamp) -> Result<Vec<InstanceId>, StoreError> {
        let rows = instances::table.filter(instances::lease_until.le(Ts(now))).select(instances::id);
        let ids: Vec<i64> = those_free!(&mut self.link, rows).map_err(|error| self.failed(error))?;
        Ok(ids.into_iter().map(InstanceId).collect())
    }

    fn remove(&mut self, instances: &[InstanceId]) -> Result<(), StoreError> {
        let numbers: Numbers = instances.iter().map(|instance| instance.0).collect();
        let values = [Value::Numbers(&numbers)];
        for sql in [SEE_OUT, REMOVE] {
            on!(&mut self.link, |conn| Written::<()>::new(sql, &values).execute(conn))
                .map_err(|error| self.failed(error))?;
        }
        Ok(())
    }
}

impl Slot {
    /// Runs a statement whose last value is the numbers of accounts; where there are none, there is nothing to do.
    fn write_of<'a, const N: usize>(
        &mut self,
        sql: &'static str,
        values: [Value<'a>; N],
        accounts: &[AccountId],
    ) -> Result<(), StoreError> {
        if accounts.is_empty() {
            return Ok(());
        }
        let numbers: Numbers = accounts.iter().map(|account| account.0).collect();
        let values: Vec<_> = values.into_iter().chain([Value::Numbers(&numbers)]).collect();
        on!(&mut self.link, |conn| Written::<()>::new(sql, &values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }
}
