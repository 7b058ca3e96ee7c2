//! The counters of wrong passwords as rows.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_auth::ports::{Lockouts, LockoutsMut};
use parlor_domain::{Attempts, ClientKind, LockoutPolicy, LoginKey, Match, StoreError, Timestamp, Verdict};
use sha2::{Digest, Sha256};

use crate::known_clients;
use crate::link::{first_locked, on};
use crate::pool::Slot;
use crate::schema::lockouts;
use crate::time::Ts;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = lockouts, check_for_backend(Pg, Sqlite), treat_none_as_null = true)]
struct LockoutRow {
    login_key: String,
    client: String,
    failures: i64,
    last_failed_at: Ts,
    locked_until: Option<Ts>,
}

impl LockoutRow {
    fn attempts(&self) -> Result<Attempts, StoreError> {
        Ok(Attempts {
            failures: self.failures.try_into().map_err(|_| self.unreadable())?,
            last_failed_at: Some(self.last_failed_at.0),
            locked_until: self.locked_until.map(|Ts(until)| until),
        })
    }

    fn unreadable(&self) -> StoreError {
        let id = format!("{} {}", self.login_key, self.client);
        StoreError::Unreadable { table: "lockouts", column: "failures", id }
    }
}

/// The name under which a key is stored. A name that nobody has is kept as a digest only: it is of any
/// length, and people type passwords into name fields.
fn stored_key(key: &LoginKey) -> String {
    match key {
        LoginKey::Account(id) => format!("account:{id}"),
        LoginKey::Pin(id) => format!("pin:{id}"),
        LoginKey::Name(name) => known_clients::hex("name:", &Sha256::digest(name.as_str())),
    }
}

/// The name under which a kind of client is stored, here and beside codes.
pub(crate) fn stored_client(client: ClientKind) -> String {
    match client {
        ClientKind::Stranger => "stranger".to_owned(),
        ClientKind::SignedIn => "signed_in".to_owned(),
        ClientKind::Known(client) => known_clients::stored_client(client),
    }
}

impl Lockouts for Slot {
    fn peek(&mut self, key: &LoginKey, client: ClientKind) -> Result<Attempts, StoreError> {
        let query = lockouts::table.find((stored_key(key), stored_client(client)));
        let row: Option<LockoutRow> =
            on!(&mut self.link, |conn| query.select(LockoutRow::as_select()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        row.map_or_else(|| Ok(Attempts::default()), |row| row.attempts())
    }

    fn longest_lock(&mut self, key: &LoginKey) -> Result<Option<Timestamp>, StoreError> {
        let rows = lockouts::table.filter(lockouts::login_key.eq(stored_key(key)));
        let longest: Option<Ts> = on!(&mut self.link, |conn| rows
            .select(diesel::dsl::max(lockouts::locked_until))
            .get_result(conn))
        .map_err(|error| self.failed(error))?;
        Ok(longest.map(|Ts(until)| until))
    }
}

impl LockoutsMut for Slot {
    fn verdict(
        &mut self,
        key: &LoginKey,
        client: ClientKind,
        outcome: Match,
        policy: &LockoutPolicy,
        now: Timestamp,
    ) -> Result<Verdict, StoreError> {
        let row = match outcome {
            Match::Right => self.lock_row(key, client)?,
            Match::Wrong => Some(self.lock_or_make_row(key, client, now)?),
        };
        // Without a row nothing wrong has been counted, and a right password leaves none behind.
        let Some(row) = row else { return Ok(Verdict::Right) };
        let (attempts, verdict) = row.attempts()?.judge(outcome, policy, now);
        match attempts.last_failed_at {
            Some(last_failed_at) => {
                let counted = LockoutRow {
                    failures: attempts.failures.into(),
                    last_failed_at: Ts(last_failed_at),
                    locked_until: attempts.locked_until.map(Ts),
                    ..row
                };
                on!(&mut self.link, |conn| diesel::update(
                    lockouts::table.find((&counted.login_key, &counted.client))
                )
                .set(&counted)
                .execute(conn))
            }
            None => on!(&mut self.link, |conn| diesel::delete(
                lockouts::table.find((&row.login_key, &row.client))
            )
            .execute(conn)),
        }
        .map_err(|error| self.failed(error))?;
        Ok(verdict)
    }

    fn clear(&mut self, key: &LoginKey) -> Result<(), StoreError> {
        let rows = lockouts::table.filter(lockouts::login_key.eq(stored_key(key)));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove_stale(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let rows = lockouts::table.filter(lockouts::last_failed_at.lt(Ts(before)));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))
    }
}

impl Slot {
    fn lock_row(&mut self, key: &LoginKey, client: ClientKind) -> Result<Option<LockoutRow>, StoreError> {
        let row = lockouts::table.find((stored_key(key), stored_client(client)));
        first_locked!(&mut self.link, row, LockoutRow::as_select()).map_err(|error| self.failed(error))
    }

    /// The row, locked, and made first if there was none: an upsert that changes nothing does both at once.
    fn lock_or_make_row(
        &mut self,
        key: &LoginKey,
        client: ClientKind,
        now: Timestamp,
    ) -> Result<LockoutRow, StoreError> {
        let row = LockoutRow {
            login_key: stored_key(key),
            client: stored_client(client),
            failures: 0,
            last_failed_at: Ts(now),
            locked_until: None,
        };
        on!(&mut self.link, |conn| diesel::insert_into(lockouts::table)
            .values(&row)
            .on_conflict((lockouts::login_key, lockouts::client))
            .do_update()
            .set(lockouts::failures.eq(lockouts::failures))
            .returning(LockoutRow::as_returning())
            .get_result(conn))
        .map_err(|error| self.failed(error))
    }
}
