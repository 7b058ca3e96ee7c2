//! Pictures of accounts as rows.

use diesel::prelude::*;
use parlor_community::ports::{Avatars, Replaced};
use parlor_domain::{AccountId, AccountState, FileName, StoreError, Timestamp};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::{accounts, avatars};
use crate::time::Ts;

impl Avatars for Slot {
    fn replace(
        &mut self,
        account: AccountId,
        picture: Option<&FileName>,
        now: Timestamp,
    ) -> Result<Replaced, StoreError> {
        let in_use =
            accounts::table.find(account.0).filter(accounts::state.eq(AccountState::Active.as_str()));
        let counted_on = accounts::revision.eq(accounts::revision + 1);
        let locked = on!(&mut self.link, |conn| diesel::update(in_use).set(counted_on).execute(conn))
            .map_err(|error| self.failed(error))?;
        if locked == 0 {
            return Ok(Replaced::NoAccount);
        }
        let before = self.avatar_of(account)?;
        let row = avatars::table.find(account.0);
        match picture {
            None => on!(&mut self.link, |conn| diesel::delete(row).execute(conn)),
            Some(name) => {
                let values = (avatars::file_name.eq(name.as_str()), avatars::changed_at.eq(Ts(now)));
                on!(&mut self.link, |conn| diesel::insert_into(avatars::table)
                    .values((avatars::account_id.eq(account.0), values))
                    .on_conflict(avatars::account_id)
                    .do_update()
                    .set(values)
                    .execute(conn))
            }
        }
        .map_err(|error| self.failed(error))?;
        Ok(Replaced::Before(before))
    }
}

impl Slot {
    /// The picture of an account.
    pub(crate) fn avatar_of(&mut self, account: AccountId) -> Result<Option<FileName>, StoreError> {
        let row = avatars::table.find(account.0).select(avatars::file_name);
        let name: Option<String> = on!(&mut self.link, |conn| row.get_result(conn).optional())
            .map_err(|error| self.failed(error))?;
        Ok(name.map(FileName::stored))
    }
}
