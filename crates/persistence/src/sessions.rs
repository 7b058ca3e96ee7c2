//! Sessions as rows.

use std::time::Duration;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};
use diesel::sqlite::Sqlite;
use parlor_auth::ports::{Renewals, Sessions, SessionsMut};
use parlor_domain::{
    Account, AccountId, Device, EndReason, Generation, Network, NewSession, Rotations, ServiceKeyId, Session,
    SessionId, SessionKind, SessionSecret, StoreError, Timestamp, UserAgent,
};
use sha2::{Digest, Sha256};

use crate::accounts::AccountRow;
use crate::link::{on, those_among};
use crate::pool::Slot;
use crate::prepared::Prepared;
use crate::schema::{accounts, sessions};
use crate::service_keys::note_use;
use crate::time::{Ts, UtcTs};

/// Later than whatever a clock of another instance may have stamped by now.
const SOON: Duration = Duration::from_secs(3600);

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(Pg, Sqlite))]
struct SessionRow {
    id: i64,
    account_id: i64,
    generation: i64,
    acknowledged_at: Option<Ts>,
    rotations: Vec<u8>,
    signed_in_at: Ts,
    expires_at: Ts,
    ends_at: Ts,
    ended_at: Option<Ts>,
    end_reason: Option<String>,
    renewed_for: i64,
    kind: String,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let unreadable =
            |column| StoreError::Unreadable { table: "sessions", column, id: row.id.to_string() };
        let ended = match (row.ended_at, row.end_reason) {
            (Some(Ts(at)), Some(word)) => {
                Some((at, EndReason::parse(&word).ok_or_else(|| unreadable("end_reason"))?))
            }
            _ => None,
        };
        Ok(Self {
            id: SessionId(row.id),
            account: AccountId(row.account_id),
            kind: SessionKind::parse(&row.kind).ok_or_else(|| unreadable("kind"))?,
            generation: Generation(row.generation.try_into().map_err(|_| unreadable("generation"))?),
            acknowledged_at: row.acknowledged_at.map(|Ts(at)| at),
            rotations: unpack(&row.rotations).ok_or_else(|| unreadable("rotations"))?,
            signed_in_at: row.signed_in_at.0,
            expires_at: row.expires_at.0,
            ends_at: row.ends_at.0,
            renewed_for: u64::try_from(row.renewed_for)
                .map(Duration::from_secs)
                .map_err(|_| unreadable("renewed_for"))?,
            ended,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(Pg, Sqlite))]
struct DeviceRow {
    id: i64,
    opened_at: Ts,
    renewed_at: Ts,
    expires_at: Ts,
    address: Option<String>,
    agent: Option<String>,
    kind: String,
}

impl TryFrom<DeviceRow> for Device {
    type Error = StoreError;

    fn try_from(row: DeviceRow) -> Result<Self, StoreError> {
        let unreadable =
            |column| StoreError::Unreadable { table: "sessions", column, id: row.id.to_string() };
        Ok(Self {
            session: SessionId(row.id),
            kind: SessionKind::parse(&row.kind).ok_or_else(|| unreadable("kind"))?,
            opened_at: row.opened_at.0,
            renewed_at: row.renewed_at.0,
            expires_at: row.expires_at.0,
            network: row
                .address
                .as_deref()
                .map(|text| Network::parse(text).ok_or_else(|| unreadable("address")))
                .transpose()?,
            agent: row.agent.map(UserAgent::stored),
        })
    }
}

pub(crate) fn pack(rotations: &Rotations) -> Vec<u8> {
    rotations.times().iter().flat_map(|at| at.micros().to_be_bytes()).collect()
}

fn unpack(bytes: &[u8]) -> Option<Rotations> {
    let (times, rest) = bytes.as_chunks::<8>();
    let times = times.iter().map(|at| Timestamp::from_micros(i64::from_be_bytes(*at)));
    if rest.is_empty() { times.collect::<Option<_>>().map(Rotations::stored) } else { None }
}

/// Only this is kept: it has too many random bits to be guessed from it.
fn digest(secret: &SessionSecret) -> Vec<u8> {
    Sha256::digest(secret.expose()).to_vec()
}

impl Sessions for Slot {
    fn with_account(&mut self, id: SessionId) -> Result<Option<(Session, Account)>, StoreError> {
        let found: Option<(SessionRow, AccountRow)> = on!(&mut self.link, |conn| sessions::table
            .inner_join(accounts::table)
            .filter(sessions::id.eq(id.0))
            .select((SessionRow::as_select(), AccountRow::as_select()))
            // Not `first`: SQLite plans a statement anew each time that a limit is bound to it.
            .get_result(conn)
            .optional())
        .map_err(|error| self.failed(error))?;
        found.map(|(session, account)| Ok((session.try_into()?, account.try_into()?))).transpose()
    }

    fn by_secret(&mut self, secret: &SessionSecret) -> Result<Option<(Session, Account)>, StoreError> {
        let found: Option<(SessionRow, AccountRow)> = on!(&mut self.link, |conn| sessions::table
            .inner_join(accounts::table)
            .filter(sessions::secret.eq(digest(secret)))
            .select((SessionRow::as_select(), AccountRow::as_select()))
            .get_result(conn)
            .optional())
        .map_err(|error| self.failed(error))?;
        found.map(|(session, account)| Ok((session.try_into()?, account.try_into()?))).transpose()
    }

    fn count_live(&mut self, account: AccountId, now: Timestamp) -> Result<usize, StoreError> {
        let count: i64 = on!(&mut self.link, |conn| sessions::table
            .filter(sessions::account_id.eq(account.0))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)))
            .count()
            .get_result(conn))
        .map_err(|error| self.failed(error))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    fn live_among(&mut self, ids: &[SessionId], now: Timestamp) -> Result<Vec<SessionId>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let live = sessions::table
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)))
            .select(sessions::id);
        let live: Vec<i64> = those_among!(&mut self.link, live, (sessions::id, "sessions.id"), &ids)
            .map_err(|error| self.failed(error))?;
        Ok(live.into_iter().map(SessionId).collect())
    }

    fn device(&mut self, id: SessionId, now: Timestamp) -> Result<Option<Device>, StoreError> {
        let row = sessions::table
            .find(id.0)
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)));
        let row: Option<DeviceRow> =
            on!(&mut self.link, |conn| row.select(DeviceRow::as_select()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        row.map(Device::try_from).transpose()
    }

    fn devices(
        &mut self,
        account: AccountId,
        after: Option<(Timestamp, SessionId)>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Device>, StoreError> {
        // Beyond every place there is, when the list begins.
        let (opened_at, id) = after.unwrap_or((now + SOON, SessionId(i64::MAX)));
        let (opened_at, limit) = (Ts(opened_at), i64::try_from(limit).unwrap_or(i64::MAX));
        let rows: Vec<DeviceRow> = on!(&mut self.link, |conn| sessions::table
            .filter(sessions::account_id.eq(account.0))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)))
            .filter(
                sessions::opened_at
                    .lt(opened_at)
                    .or(sessions::opened_at.eq(opened_at).and(sessions::id.lt(id.0)))
            )
            .order((sessions::opened_at.desc(), sessions::id.desc()))
            .limit(limit)
            .select(DeviceRow::as_select())
            .load(conn))
        .map_err(|error| self.failed(error))?;
        rows.into_iter().map(Device::try_from).collect()
    }
}

impl Renewals for Slot {
    fn rotate(&mut self, rotated: &Session) -> Result<bool, StoreError> {
        let generation = i64::from(rotated.generation.0);
        let update = Prepared {
            update: "UPDATE sessions SET \
                (generation, acknowledged_at, rotations, signed_in_at, expires_at, renewed_at)",
            values: (
                generation.into_sql::<BigInt>(),
                rotated.acknowledged_at.map(Ts).into_sql::<Nullable<UtcTs>>(),
                pack(&rotated.rotations).into_sql::<Binary>(),
                Ts(rotated.signed_in_at).into_sql::<UtcTs>(),
                Ts(rotated.expires_at).into_sql::<UtcTs>(),
                Ts(rotated.renewed_at()).into_sql::<UtcTs>(),
            ),
            filter: sessions::id
                .eq(rotated.id.0)
                .and(sessions::generation.eq(generation - 1))
                .and(sessions::ended_at.is_null()),
        };
        let rows = on!(&mut self.link, |conn| update.execute(conn)).map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }

    fn acknowledge(
        &mut self,
        id: SessionId,
        generation: Generation,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let update = Prepared {
            update: "UPDATE sessions SET acknowledged_at",
            values: Ts(now).into_sql::<UtcTs>(),
            filter: sessions::id
                .eq(id.0)
                .and(sessions::generation.eq(i64::from(generation.0)))
                .and(sessions::acknowledged_at.is_null()),
        };
        on!(&mut self.link, |conn| update.execute(conn)).map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn use_key(
        &mut self,
        id: ServiceKeyId,
        unless_since: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        note_use(self, id, unless_since, now)
    }

    fn extend(&mut self, id: SessionId, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        let update = Prepared {
            update: "UPDATE sessions SET (expires_at, renewed_at)",
            values: (Ts(expires_at).into_sql::<UtcTs>(), Ts(now).into_sql::<UtcTs>()),
            filter: sessions::id
                .eq(id.0)
                .and(sessions::ended_at.is_null())
                .and(sessions::expires_at.gt(Ts(now))),
        };
        let rows = on!(&mut self.link, |conn| update.execute(conn)).map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }
}

impl SessionsMut for Slot {
    fn open(&mut self, session: &NewSession) -> Result<Session, StoreError> {
        let values = (
            sessions::id.eq(session.id.0),
            sessions::account_id.eq(session.account.0),
            sessions::generation.eq(i64::from(Generation::FIRST.0)),
            sessions::rotations.eq(Vec::new()),
            sessions::signed_in_at.eq(Ts(session.signed_in_at)),
            sessions::expires_at.eq(Ts(session.expires_at)),
            sessions::ends_at.eq(Ts(session.ends_at)),
            sessions::opened_at.eq(Ts(session.signed_in_at)),
            sessions::renewed_at.eq(Ts(session.signed_in_at)),
            sessions::renewed_for.eq(i64::try_from(session.renewed_for.as_secs()).unwrap_or(i64::MAX)),
            sessions::address.eq(session.network.map(|network| network.to_string())),
            sessions::agent.eq(session.agent.as_ref().map(UserAgent::as_str)),
            sessions::kind.eq(session.kind.as_str()),
            sessions::secret.eq(session.secret.as_ref().map(digest)),
        );
        let row: SessionRow = on!(&mut self.link, |conn| diesel::insert_into(sessions::table)
            .values(values)
            .returning(SessionRow::as_returning())
            .get_result(conn))
        .map_err(|error| self.failed(error))?;
        row.try_into()
    }

    fn set_secret(&mut self, id: SessionId, secret: &SessionSecret) -> Result<(), StoreError> {
        let secret = sessions::secret.eq(Some(digest(secret)));
        on!(&mut self.link, |conn| diesel::update(sessions::table.find(id.0)).set(secret).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn end(&mut self, id: SessionId, reason: EndReason, now: Timestamp) -> Result<bool, StoreError> {
        let rows = on!(&mut self.link, |conn| diesel::update(sessions::table.find(id.0))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)))
            .set((sessions::ended_at.eq(Some(Ts(now))), sessions::end_reason.eq(Some(reason.as_str()))))
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }

    fn end_all(
        &mut self,
        account: AccountId,
        spare: Option<SessionId>,
        reason: EndReason,
        now: Timestamp,
    ) -> Result<Vec<SessionId>, StoreError> {
        // No session has the number of none.
        let spare = spare.map_or(0, |spare| spare.0);
        let ended: Vec<i64> = on!(&mut self.link, |conn| diesel::update(sessions::table)
            .filter(sessions::account_id.eq(account.0))
            .filter(sessions::id.ne(spare))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)))
            .set((sessions::ended_at.eq(Some(Ts(now))), sessions::end_reason.eq(Some(reason.as_str()))))
            .returning(sessions::id)
            .get_results(conn))
        .map_err(|error| self.failed(error))?;
        Ok(ended.into_iter().map(SessionId).collect())
    }

    fn end_everyone(&mut self, reason: EndReason, now: Timestamp) -> Result<usize, StoreError> {
        on!(&mut self.link, |conn| diesel::update(sessions::table)
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)))
            .set((sessions::ended_at.eq(Some(Ts(now))), sessions::end_reason.eq(Some(reason.as_str()))))
            .execute(conn))
        .map_err(|error| self.failed(error))
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        on!(&mut self.link, |conn| diesel::delete(sessions::table)
            .filter(sessions::expires_at.lt(Ts(before)).or(sessions::ended_at.lt(Some(Ts(before)))))
            .execute(conn))
        .map_err(|error| self.failed(error))
    }
}
