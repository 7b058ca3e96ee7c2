//! Keys of other back ends as rows.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_auth::ports::{NewServiceKey, ServiceKeys, ServiceKeysMut};
use parlor_domain::{Scopes, ServiceKey, ServiceKeyId, ServiceKeyName, ServiceSecret, StoreError, Timestamp};
use sha2::{Digest, Sha256};

use crate::known_clients::hex;
use crate::link::on;
use crate::pool::Slot;
use crate::schema::service_keys;
use crate::time::Ts;

#[derive(Queryable, Selectable)]
#[diesel(table_name = service_keys, check_for_backend(Pg, Sqlite))]
struct KeyRow {
    id: i64,
    name: String,
    scopes: String,
    created_at: Ts,
    last_used_at: Option<Ts>,
    revoked_at: Option<Ts>,
}

impl From<KeyRow> for ServiceKey {
    fn from(row: KeyRow) -> Self {
        Self {
            id: ServiceKeyId(row.id),
            name: ServiceKeyName::stored(row.name),
            scopes: Scopes::stored(&row.scopes),
            created_at: row.created_at.0,
            last_used_at: row.last_used_at.map(|Ts(at)| at),
            revoked_at: row.revoked_at.map(|Ts(at)| at),
        }
    }
}

/// A secret is kept as a digest only, so that a copy of the database opens nothing. It is long and random, so
/// that a plain digest will do.
fn stored_secret(secret: &ServiceSecret) -> String {
    hex("", &Sha256::digest(secret.expose()))
}

impl ServiceKeys for Slot {
    fn by_secret(&mut self, secret: &ServiceSecret) -> Result<Option<ServiceKey>, StoreError> {
        let row = service_keys::table.filter(service_keys::digest.eq(stored_secret(secret)));
        let found: Option<KeyRow> =
            on!(&mut self.link, |conn| row.select(KeyRow::as_select()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        Ok(found.map(ServiceKey::from))
    }

    fn page(&mut self, after: Option<ServiceKeyId>, most: usize) -> Result<Vec<ServiceKey>, StoreError> {
        let after = after.unwrap_or(ServiceKeyId(i64::MAX));
        let rows: Vec<KeyRow> = on!(&mut self.link, |conn| service_keys::table
            .filter(service_keys::id.lt(after.0))
            .order(service_keys::id.desc())
            .limit(i64::try_from(most).unwrap_or(i64::MAX))
            .select(KeyRow::as_select())
            .load(conn))
        .map_err(|error| self.failed(error))?;
        Ok(rows.into_iter().map(ServiceKey::from).collect())
    }
}

impl ServiceKeysMut for Slot {
    fn add(&mut self, key: &NewServiceKey) -> Result<ServiceKey, StoreError> {
        let values = (
            service_keys::digest.eq(stored_secret(&key.secret)),
            service_keys::name.eq(key.name.as_str()),
            service_keys::scopes.eq(key.scopes.to_string()),
            service_keys::created_at.eq(Ts(key.created_at)),
        );
        let row: KeyRow = on!(&mut self.link, |conn| diesel::insert_into(service_keys::table)
            .values(values)
            .returning(KeyRow::as_returning())
            .get_result(conn))
        .map_err(|error| self.failed(error))?;
        Ok(row.into())
    }

    fn revoke(&mut self, id: ServiceKeyId, now: Timestamp) -> Result<bool, StoreError> {
        let row = service_keys::table.find(id.0).filter(service_keys::revoked_at.is_null());
        let revoked = service_keys::revoked_at.eq(Some(Ts(now)));
        let rows = on!(&mut self.link, |conn| diesel::update(row).set(revoked).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }
}

/// Notes that a key was shown, unless that was noted since `unless_since`.
pub(crate) fn note_use(
    slot: &mut Slot,
    id: ServiceKeyId,
    unless_since: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let is_old = service_keys::last_used_at.is_null().or(service_keys::last_used_at.le(Ts(unless_since)));
    let row = service_keys::table.find(id.0).filter(is_old.assume_not_null());
    let used = service_keys::last_used_at.eq(Some(Ts(now)));
    on!(&mut slot.link, |conn| diesel::update(row).set(used).execute(conn))
        .map_err(|error| slot.failed(error))?;
    Ok(())
}
