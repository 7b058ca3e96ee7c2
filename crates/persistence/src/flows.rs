//! What a proved email lets somebody do, as rows.

use diesel::prelude::*;
use parlor_auth::ports::{Flows, NewFlow};
use parlor_domain::{AccountId, FlowToken, Network, StoreError, Timestamp};
use sha2::{Digest, Sha256};

use crate::known_clients::hex;
use crate::link::on;
use crate::pool::Slot;
use crate::schema::flows;
use crate::time::Ts;

/// A token is kept as a digest only, so that a copy of the database opens nothing.
fn stored_token(token: FlowToken) -> String {
    hex("", &Sha256::digest(token.expose()))
}

impl Flows for Slot {
    fn grant(&mut self, flow: &NewFlow) -> Result<(), StoreError> {
        let values = (
            flows::token.eq(stored_token(flow.token)),
            flows::account_id.eq(flow.account.0),
            flows::address.eq(flow.network.map(|network| network.to_string())),
            flows::expires_at.eq(Ts(flow.expires_at)),
        );
        on!(&mut self.link, |conn| diesel::insert_into(flows::table).values(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn take(&mut self, account: AccountId, token: FlowToken, now: Timestamp) -> Result<bool, StoreError> {
        let row = flows::table
            .find(stored_token(token))
            .filter(flows::account_id.eq(account.0))
            .filter(flows::expires_at.gt(Ts(now)));
        let rows = on!(&mut self.link, |conn| diesel::delete(row).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }

    fn take_from(
        &mut self,
        account: AccountId,
        network: Network,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let network = network.to_string();
        let own = flows::table
            .filter(flows::address.eq(&network))
            .filter(flows::expires_at.gt(Ts(now)))
            .filter(flows::account_id.eq(account.0));
        let others = diesel::alias!(flows as others);
        let somebody_elses = others
            .filter(others.field(flows::address).eq(&network))
            .filter(others.field(flows::expires_at).gt(Ts(now)))
            .filter(others.field(flows::account_id).ne(account.0));
        let alone = own.filter(diesel::dsl::not(diesel::dsl::exists(somebody_elses)));
        let rows = on!(&mut self.link, |conn| diesel::delete(alone).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(rows > 0)
    }

    fn remove(&mut self, account: AccountId) -> Result<(), StoreError> {
        let rows = flows::table.filter(flows::account_id.eq(account.0));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let rows = flows::table.filter(flows::expires_at.lt(Ts(before)));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))
    }
}
