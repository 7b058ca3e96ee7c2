//! PINs as rows.

use diesel::prelude::*;
use parlor_auth::ports::{Pins, PinsMut};
use parlor_domain::{AccountId, PasswordHash, StoreError};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::pins;

impl Pins for Slot {
    fn pin(&mut self, account: AccountId) -> Result<Option<PasswordHash>, StoreError> {
        let row = pins::table.find(account.0).select(pins::digest);
        let found: Option<String> = on!(&mut self.link, |conn| row.get_result(conn).optional())
            .map_err(|error| self.failed(error))?;
        Ok(found.map(PasswordHash::stored))
    }
}

impl PinsMut for Slot {
    fn set_pin(&mut self, account: AccountId, pin: &PasswordHash) -> Result<(), StoreError> {
        let digest = pins::digest.eq(pin.as_str());
        on!(&mut self.link, |conn| diesel::insert_into(pins::table)
            .values((pins::account_id.eq(account.0), digest))
            .on_conflict(pins::account_id)
            .do_update()
            .set(digest)
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove_pin(&mut self, account: AccountId) -> Result<bool, StoreError> {
        let row = pins::table.find(account.0);
        let rows = on!(&mut self.link, |conn| diesel::delete(row).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }
}
