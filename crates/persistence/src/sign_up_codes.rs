//! Codes that complete a sign-up by themselves, as rows. That no two are alike is for the table's unique index to
//! decide.

use diesel::prelude::*;
use parlor_auth::ports::{SignUpCode, SignUpCodes};
use parlor_domain::{AccountId, CodeDigest, Network, StoreError, Timestamp};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::sign_up_codes;
use crate::time::Ts;

impl SignUpCodes for Slot {
    fn reserve(&mut self, code: &SignUpCode) -> Result<bool, StoreError> {
        let values = (
            sign_up_codes::account_id.eq(code.account.0),
            sign_up_codes::digest.eq(&code.digest.0),
            sign_up_codes::address.eq(code.network.map(|network| network.to_string())),
            sign_up_codes::expires_at.eq(Ts(code.expires_at)),
        );
        let rows = on!(&mut self.link, |conn| diesel::insert_into(sign_up_codes::table)
            .values(values)
            // A conflict that were an error would end the transaction on Postgres.
            .on_conflict(sign_up_codes::digest)
            .do_nothing()
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }

    fn find(&mut self, digest: &CodeDigest) -> Result<Option<SignUpCode>, StoreError> {
        let row = sign_up_codes::table.filter(sign_up_codes::digest.eq(&digest.0));
        let columns = (sign_up_codes::account_id, sign_up_codes::address, sign_up_codes::expires_at);
        let found: Option<(i64, Option<String>, Ts)> =
            on!(&mut self.link, |conn| row.select(columns).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        let Some((id, address, Ts(expires_at))) = found else { return Ok(None) };
        let unreadable =
            || StoreError::Unreadable { table: "sign_up_codes", column: "address", id: id.to_string() };
        let network = address.map(|text| Network::parse(&text).ok_or_else(unreadable)).transpose()?;
        Ok(Some(SignUpCode { account: AccountId(id), digest: digest.clone(), network, expires_at }))
    }

    fn consume(&mut self, code: &SignUpCode) -> Result<bool, StoreError> {
        let row = sign_up_codes::table.find(code.account.0).filter(sign_up_codes::digest.eq(&code.digest.0));
        let rows = on!(&mut self.link, |conn| diesel::delete(row).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }

    fn waiting(&mut self, now: Timestamp) -> Result<(usize, Option<Timestamp>), StoreError> {
        let good = sign_up_codes::table.filter(sign_up_codes::expires_at.gt(Ts(now)));
        let columns = (diesel::dsl::count_star(), diesel::dsl::min(sign_up_codes::expires_at));
        let (count, first): (i64, Option<Ts>) =
            on!(&mut self.link, |conn| good.select(columns).get_result(conn))
                .map_err(|error| self.failed(error))?;
        Ok((usize::try_from(count).unwrap_or(usize::MAX), first.map(|Ts(first)| first)))
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let over = sign_up_codes::table.filter(sign_up_codes::expires_at.lt(Ts(before)));
        on!(&mut self.link, |conn| diesel::delete(over).execute(conn)).map_err(|error| self.failed(error))
    }
}
