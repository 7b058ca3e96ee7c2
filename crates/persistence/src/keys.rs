//! The data keys as rows, sealed.

use diesel::prelude::*;
use parlor_auth::ports::{Keys, SealedKey};
use parlor_domain::StoreError;

use crate::link::{first_locked, on};
use crate::pool::Slot;
use crate::schema::{data_keys, root_secret};
use crate::time::Ts;

/// The root secret's check value stands in a table of one row.
const ONLY_ROW: i64 = 1;

impl Keys for Slot {
    fn lock_root(&mut self) -> Result<Option<String>, StoreError> {
        let row = root_secret::table.find(ONLY_ROW);
        first_locked!(&mut self.link, row, root_secret::check_value).map_err(|error| self.failed(error))
    }

    fn set_root(&mut self, check: &str) -> Result<(), StoreError> {
        let values = (root_secret::id.eq(ONLY_ROW), root_secret::check_value.eq(check));
        on!(&mut self.link, |conn| diesel::insert_into(root_secret::table).values(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn replace_root(&mut self, check: &str) -> Result<(), StoreError> {
        let row = root_secret::table.find(ONLY_ROW);
        on!(&mut self.link, |conn| diesel::update(row).set(root_secret::check_value.eq(check)).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn all(&mut self) -> Result<Vec<SealedKey>, StoreError> {
        let columns = (data_keys::name, data_keys::purpose, data_keys::sealed, data_keys::created_at);
        let rows: Vec<(String, String, Vec<u8>, Ts)> =
            on!(&mut self.link, |conn| data_keys::table.order(data_keys::id).select(columns).load(conn))
                .map_err(|error| self.failed(error))?;
        let keys = rows.into_iter().map(|(name, purpose, sealed, Ts(made_at))| SealedKey {
            name,
            purpose,
            sealed,
            made_at,
        });
        Ok(keys.collect())
    }

    fn add(&mut self, key: &SealedKey) -> Result<(), StoreError> {
        let values = (
            data_keys::name.eq(&key.name),
            data_keys::purpose.eq(&key.purpose),
            data_keys::sealed.eq(&key.sealed),
            data_keys::created_at.eq(Ts(key.made_at)),
        );
        on!(&mut self.link, |conn| diesel::insert_into(data_keys::table).values(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn reseal(&mut self, name: &str, sealed: &[u8]) -> Result<(), StoreError> {
        let row = data_keys::table.filter(data_keys::name.eq(name));
        on!(&mut self.link, |conn| diesel::update(row).set(data_keys::sealed.eq(sealed)).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove(&mut self, name: &str) -> Result<(), StoreError> {
        let row = data_keys::table.filter(data_keys::name.eq(name));
        on!(&mut self.link, |conn| diesel::delete(row).execute(conn)).map_err(|error| self.failed(error))?;
        Ok(())
    }
}
