//! What accounts show of themselves, as rows.

use diesel::prelude::*;
use parlor_community::ports::{Belongings, Profiles};
use parlor_domain::{AccountId, AppData, FileName, JsonText, StoreError};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::{accounts, app_data, avatars};

impl Profiles for Slot {
    fn belongings(&mut self, account: AccountId) -> Result<Belongings, StoreError> {
        let row = accounts::table
            .left_join(app_data::table)
            .left_join(avatars::table)
            .filter(accounts::id.eq(account.0))
            .select((
                app_data::public_data.nullable(),
                app_data::private_data.nullable(),
                avatars::file_name.nullable(),
            ));
        let found: Option<(Option<String>, Option<String>, Option<String>)> =
            on!(&mut self.link, |conn| row.get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        let (public, private, avatar) = found.unwrap_or_default();
        let data = AppData { public: public.map(JsonText::stored), private: private.map(JsonText::stored) };
        Ok(Belongings { data, avatar: avatar.map(FileName::stored) })
    }
}
