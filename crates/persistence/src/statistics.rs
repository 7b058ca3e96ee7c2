//! How much there is of everything.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use parlor_auth::ports::{Counts, Statistics};
use parlor_domain::{AccountState, StoreError, Timestamp};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::{accounts, outbox, service_keys, sessions};
use crate::time::Ts;

impl Statistics for Slot {
    fn counts(&mut self, now: Timestamp) -> Result<Counts, StoreError> {
        let by_state: Vec<(String, i64)> = on!(&mut self.link, |conn| accounts::table
            .group_by(accounts::state)
            .select((accounts::state, count_star()))
            .load(conn))
        .map_err(|error| self.failed(error))?;
        let in_state = |state: AccountState| {
            by_state.iter().find(|(word, _)| word == state.as_str()).map_or(0, |(_, count)| number(*count))
        };
        let administrators = accounts::table
            .filter(sql::<Bool>("is_admin"))
            .filter(accounts::state.eq(AccountState::Active.as_str()))
            .count();
        let live = sessions::table
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)))
            .count();
        // Written out, as the indexes of these rows have it.
        let pending = outbox::table.filter(sql::<Bool>("state = 'pending'")).count();
        let failed = outbox::table.filter(sql::<Bool>("state = 'failed'")).count();
        let keys = service_keys::table.filter(service_keys::revoked_at.is_null()).count();
        let counts: QueryResult<[i64; 5]> = on!(&mut self.link, |conn| {
            administrators.get_result(conn).and_then(|administrators| {
                let live = live.get_result(conn)?;
                let (pending, failed) = (pending.get_result(conn)?, failed.get_result(conn)?);
                Ok([administrators, live, pending, failed, keys.get_result(conn)?])
            })
        });
        let [administrators, live_sessions, pending_mails, failed_mails, service_keys] =
            counts.map_err(|error| Slot::failed(self, error))?.map(number);
        Ok(Counts {
            pending_accounts: in_state(AccountState::Pending),
            active_accounts: in_state(AccountState::Active),
            deactivated_accounts: in_state(AccountState::Deactivated),
            administrators,
            live_sessions,
            pending_mails,
            failed_mails,
            service_keys,
        })
    }
}

fn number(count: i64) -> usize {
    usize::try_from(count).unwrap_or_default()
}
