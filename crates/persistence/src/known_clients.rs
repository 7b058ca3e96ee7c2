//! The clients that accounts signed in from, as rows.

use diesel::prelude::*;
use parlor_auth::ports::{KnownClients, KnownClientsMut};
use parlor_domain::{AccountId, KnownClient, StoreError, Timestamp};
use sha2::{Digest, Sha256};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::known_clients::{self, account_id, last_seen_at};
use crate::time::Ts;

/// The name under which a known client is stored, here and beside its counters. A device's token is kept as
/// a digest only, so that a copy of the database is no such device.
pub(crate) fn stored_client(client: KnownClient) -> String {
    match client {
        KnownClient::Address(network) => format!("address:{network}"),
        KnownClient::Device(token) => hex("device:", &Sha256::digest(token.expose())),
    }
}

/// Bytes as hexadecimal digits behind a prefix.
pub(crate) fn hex(prefix: &str, bytes: &[u8]) -> String {
    bytes.iter().fold(prefix.to_owned(), |text, byte| text + &format!("{byte:02x}"))
}

impl KnownClients for Slot {
    fn is_known(
        &mut self,
        account: AccountId,
        client: KnownClient,
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = known_clients::table.find((account.0, stored_client(client)));
        let row = row.filter(last_seen_at.ge(Ts(since)));
        on!(&mut self.link, |conn| diesel::select(diesel::dsl::exists(row)).get_result(conn))
            .map_err(|error| self.failed(error))
    }

    fn any(&mut self, account: AccountId) -> Result<bool, StoreError> {
        let rows = known_clients::table.filter(account_id.eq(account.0));
        on!(&mut self.link, |conn| diesel::select(diesel::dsl::exists(rows)).get_result(conn))
            .map_err(|error| self.failed(error))
    }
}

impl KnownClientsMut for Slot {
    fn remember(
        &mut self,
        account: AccountId,
        client: KnownClient,
        now: Timestamp,
        keep: usize,
    ) -> Result<(), StoreError> {
        let keep = i64::try_from(keep).unwrap_or(i64::MAX);
        let values = (
            account_id.eq(account.0),
            known_clients::client.eq(stored_client(client)),
            last_seen_at.eq(Ts(now)),
        );
        let newest = diesel::alias!(known_clients as newest);
        on!(&mut self.link, |conn| diesel::insert_into(known_clients::table)
            .values(values)
            .on_conflict((account_id, known_clients::client))
            .do_update()
            .set(last_seen_at.eq(Ts(now)))
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        on!(&mut self.link, |conn| diesel::delete(known_clients::table)
            .filter(account_id.eq(account.0))
            .filter(
                known_clients::client.ne_all(
                    newest
                        .filter(newest.field(account_id).eq(account.0))
                        .order((newest.field(last_seen_at).desc(), newest.field(known_clients::client)))
                        .limit(keep)
                        .select(newest.field(known_clients::client))
                )
            )
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn forget(&mut self, account: AccountId) -> Result<(), StoreError> {
        let rows = known_clients::table.filter(account_id.eq(account.0));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove_unseen(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let rows = known_clients::table.filter(last_seen_at.lt(Ts(before)));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))
    }
}
