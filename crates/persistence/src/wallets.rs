//! Balances and the ledger as rows.

use std::ops::RangeInclusive;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;
use parlor_community::ports::{Posting, Wallets, WalletsMut};
use parlor_domain::{
    AccountId, Amount, Author, Balance, Entry, EntryId, IdempotencyKey, NewEntry, Reason, StoreError,
};

use crate::journal::AuditRow;
use crate::link::{Link, on};
use crate::pool::Slot;
use crate::schema::{accounts, ledger_entries, wallets};
use crate::time::Ts;
use crate::written::{Value, Written};

#[derive(Queryable, Selectable)]
#[diesel(table_name = ledger_entries, check_for_backend(Pg, Sqlite))]
struct EntryRow {
    id: i64,
    account_id: i64,
    amount: i64,
    balance_after: i64,
    actor: String,
    actor_id: Option<i64>,
    reason: String,
    idempotency_key: Option<String>,
    at: Ts,
}

impl TryFrom<EntryRow> for Entry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        let unreadable =
            |column| StoreError::Unreadable { table: "ledger_entries", column, id: row.id.to_string() };
        let said = NewEntry {
            account: AccountId(row.account_id),
            amount: Amount::stored(row.amount).map_err(|_| unreadable("amount"))?,
            balance_after: Balance::parse(row.balance_after).map_err(|_| unreadable("balance_after"))?,
            author: Author::stored(&row.actor, row.actor_id).ok_or_else(|| unreadable("actor"))?,
            reason: Reason::stored(row.reason),
            key: row.idempotency_key.map(IdempotencyKey::stored),
            at: row.at.0,
        };
        Ok(Self { id: EntryId(row.id), said })
    }
}

fn read(account: AccountId, units: i64) -> Result<Balance, StoreError> {
    let unreadable =
        |_| StoreError::Unreadable { table: "wallets", column: "balance", id: account.to_string() };
    Balance::parse(units).map_err(unreadable)
}

impl Wallets for Slot {
    fn balance(&mut self, account: AccountId) -> Result<Option<Balance>, StoreError> {
        let row = accounts::table.left_join(wallets::table).filter(accounts::id.eq(account.0));
        let found: Option<Option<i64>> =
            on!(&mut self.link, |conn| row.select(wallets::balance.nullable()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        found.map(|units| read(account, units.unwrap_or_default())).transpose()
    }

    fn entries(
        &mut self,
        account: AccountId,
        after: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        let (after, limit) = (after.map_or(i64::MAX, |id| id.0), i64::try_from(limit).unwrap_or(i64::MAX));
        let rows: Vec<EntryRow> = on!(&mut self.link, |conn| ledger_entries::table
            .filter(ledger_entries::account_id.eq(account.0))
            .filter(ledger_entries::id.lt(after))
            .order(ledger_entries::id.desc())
            .limit(limit)
            .select(EntryRow::as_select())
            .load(conn))
        .map_err(|error| self.failed(error))?;
        rows.into_iter().map(Entry::try_from).collect()
    }

    fn entry(&mut self, id: EntryId) -> Result<Option<Entry>, StoreError> {
        let row = ledger_entries::table.find(id.0);
        let found: Option<EntryRow> =
            on!(&mut self.link, |conn| row.select(EntryRow::as_select()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        found.map(Entry::try_from).transpose()
    }
}

/// Adds to a balance, if it ends within the room that is given. The account's row comes first, as everywhere; a
/// wallet that is not there yet begins at zero, and must not begin outside of the room.
macro_rules! add {
    ($lock:literal, $returning:literal) => {
        concat!(
            "INSERT INTO wallets (account_id, balance) SELECT id, ? FROM accounts WHERE id = ? AND (? BETWEEN ? AND ? \
             OR EXISTS (SELECT 1 FROM wallets WHERE account_id = accounts.id))",
            $lock,
            " ON CONFLICT (account_id) DO UPDATE SET balance = wallets.balance + excluded.balance \
             WHERE wallets.balance + excluded.balance BETWEEN ? AND ? RETURNING ",
            $returning
        )
    };
}

/// Makes the wallet if there is none; either way it is locked, and read.
macro_rules! lock {
    ($lock:literal) => {
        concat!(
            "INSERT INTO wallets (account_id, balance) SELECT id, 0 FROM accounts WHERE id = ?",
            $lock,
            " ON CONFLICT (account_id) DO UPDATE SET balance = wallets.balance RETURNING balance"
        )
    };
}

/// All that a posting is, for Postgres. The account is kept from being deleted meanwhile, here and above, and nothing
/// else from being done to it.
const POST: &str = concat!(
    "WITH moved AS (",
    add!(" FOR KEY SHARE", "account_id, balance"),
    "), noted AS (INSERT INTO audit_log (at, kind, actor, actor_id, account_id, session_id, address, subject_id) \
     SELECT ?, ?, ?, ?, account_id, ?, ?, ? FROM moved) \
     INSERT INTO ledger_entries (account_id, amount, balance_after, actor, actor_id, reason, at) \
     SELECT account_id, ?, balance, ?, ?, ?, ? FROM moved RETURNING id, balance_after"
);

impl Slot {
    /// Does a posting by one statement, on Postgres; see [`parlor_community::ports::Store::post`].
    pub fn post(&mut self, posting: &Posting) -> Result<Option<(EntryId, Balance)>, StoreError> {
        let Link::Postgres(conn) = &mut self.link else { return Ok(None) };
        let Posting { account, author, at, .. } = *posting;
        let (amount, least, most) = (posting.amount.units(), *posting.room.start(), *posting.room.end());
        let noted = AuditRow::of(&posting.event, at);
        let values = [
            Value::Number(amount),
            Value::Number(account.0),
            Value::Number(amount),
            Value::Number(least),
            Value::Number(most),
            Value::Number(least),
            Value::Number(most),
            Value::Time(noted.at),
            Value::Text(noted.kind),
            Value::Text(noted.actor),
            Value::MaybeNumber(noted.actor_id),
            Value::MaybeNumber(noted.session_id),
            Value::MaybeText(noted.address.as_deref()),
            Value::MaybeNumber(noted.subject_id),
            Value::Number(amount),
            Value::Text(author.as_str()),
            Value::MaybeNumber(author.id()),
            Value::Text(posting.reason.as_str()),
            Value::Time(Ts(at)),
        ];
        let posted: Option<(i64, i64)> = Written::<(BigInt, BigInt)>::new(POST, &values)
            .get_result(conn)
            .optional()
            .map_err(|error| self.failed(error))?;
        posted.map(|(id, units)| Ok((EntryId(id), read(account, units)?))).transpose()
    }
}

impl WalletsMut for Slot {
    fn add(
        &mut self,
        account: AccountId,
        amount: Amount,
        room: RangeInclusive<i64>,
    ) -> Result<Option<Balance>, StoreError> {
        let (amount, least, most) = (amount.units(), *room.start(), *room.end());
        let values = [amount, account.0, amount, least, most, least, most].map(Value::Number);
        let sql = match &self.link {
            Link::Postgres(_) => add!(" FOR KEY SHARE", "balance"),
            Link::Sqlite(_) => add!("", "balance"),
        };
        let moved: Option<i64> =
            on!(&mut self.link, |conn| Written::<BigInt>::new(sql, &values).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        moved.map(|units| read(account, units)).transpose()
    }

    fn lock(&mut self, account: AccountId) -> Result<Option<Balance>, StoreError> {
        let values = [Value::Number(account.0)];
        let sql = match &self.link {
            Link::Postgres(_) => lock!(" FOR KEY SHARE"),
            Link::Sqlite(_) => lock!(""),
        };
        let locked: Option<i64> =
            on!(&mut self.link, |conn| Written::<BigInt>::new(sql, &values).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        locked.map(|units| read(account, units)).transpose()
    }

    fn set(&mut self, account: AccountId, balance: Balance) -> Result<(), StoreError> {
        let values = [balance.units(), account.0].map(Value::Number);
        let sql = "UPDATE wallets SET balance = ? WHERE account_id = ?";
        on!(&mut self.link, |conn| Written::<()>::new(sql, &values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn enter(&mut self, entry: &NewEntry) -> Result<EntryId, StoreError> {
        let values = (
            ledger_entries::account_id.eq(entry.account.0),
            ledger_entries::amount.eq(entry.amount.units()),
            ledger_entries::balance_after.eq(entry.balance_after.units()),
            ledger_entries::actor.eq(entry.author.as_str()),
            ledger_entries::actor_id.eq(entry.author.id()),
            ledger_entries::reason.eq(entry.reason.as_str()),
            ledger_entries::idempotency_key.eq(entry.key.as_ref().map(IdempotencyKey::as_str)),
            ledger_entries::at.eq(Ts(entry.at)),
        );
        let id = on!(&mut self.link, |conn| diesel::insert_into(ledger_entries::table)
            .values(values)
            .returning(ledger_entries::id)
            .get_result(conn));
        id.map(EntryId).map_err(|error| self.failed(error))
    }
}
