//! Links that let somebody make the first administrator, as rows.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use parlor_auth::ports::SetupLinks;
use parlor_domain::{AccountState, SetupToken, StoreError, Timestamp};
use sha2::{Digest, Sha256};

use crate::known_clients::hex;
use crate::link::on;
use crate::pool::Slot;
use crate::schema::{accounts, setup_links};
use crate::time::Ts;

/// A token is kept as a digest only, so that a copy of the database opens nothing.
fn stored_token(token: SetupToken) -> String {
    hex("", &Sha256::digest(token.expose()))
}

impl SetupLinks for Slot {
    fn has_admin(&mut self) -> Result<bool, StoreError> {
        let admins = accounts::table
            // Written out, as the index of these rows has it.
            .filter(sql::<Bool>("is_admin"))
            .filter(accounts::state.eq(AccountState::Active.as_str()));
        on!(&mut self.link, |conn| diesel::select(diesel::dsl::exists(admins)).get_result(conn))
            .map_err(|error| self.failed(error))
    }

    fn offer(&mut self, token: SetupToken, now: Timestamp) -> Result<(), StoreError> {
        let values = (setup_links::token.eq(stored_token(token)), setup_links::made_at.eq(Ts(now)));
        on!(&mut self.link, |conn| diesel::insert_into(setup_links::table).values(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn take(&mut self, token: SetupToken, since: Timestamp) -> Result<bool, StoreError> {
        let row = setup_links::table.find(stored_token(token)).filter(setup_links::made_at.ge(Ts(since)));
        let taken = on!(&mut self.link, |conn| diesel::delete(row).execute(conn))
            .map_err(|error| self.failed(error))?;
        if taken == 0 {
            return Ok(false);
        }
        on!(&mut self.link, |conn| diesel::delete(setup_links::table).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(true)
    }
}
