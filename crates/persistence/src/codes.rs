//! Emailed codes and their counters as rows.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_auth::ports::{Codes, NewCode, SentCode};
use parlor_domain::{
    AccountId, CodeCounter, CodeCounterKey, CodeDigest, CodePurpose, CodeScope, CodeSubject, EmailAddress,
    StoreError, Timestamp,
};
use sha2::{Digest, Sha256};

use crate::known_clients::hex;
use crate::link::{all_locked, on};
use crate::lockouts::stored_client;
use crate::pool::Slot;
use crate::schema::{code_counters, codes};
use crate::time::Ts;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = code_counters, check_for_backend(Pg, Sqlite))]
struct CounterRow {
    subject: String,
    scope: String,
    client: String,
    since: Option<Ts>,
    mails: i64,
    tries: i64,
    held_at: Ts,
}

impl CounterRow {
    fn counter(&self) -> Result<CodeCounter, StoreError> {
        let id = || format!("{} {} {}", self.subject, self.scope, self.client);
        let unreadable = |column| StoreError::Unreadable { table: "code_counters", column, id: id() };
        Ok(CodeCounter {
            since: self.since.map(|Ts(since)| since),
            mails: self.mails.try_into().map_err(|_| unreadable("mails"))?,
            tries: self.tries.try_into().map_err(|_| unreadable("tries"))?,
        })
    }
}

/// An address is kept as a digest only: people type anything into address fields.
fn stored_subject(subject: &CodeSubject) -> String {
    match subject {
        CodeSubject::Account(id) => format!("account:{id}"),
        CodeSubject::Client(address) => match address.network() {
            Some(network) => format!("network:{network}"),
            None => "network:unknown".to_owned(),
        },
        CodeSubject::Everybody => "everybody".to_owned(),
        CodeSubject::Address(address) => hex("address:", &Sha256::digest(address.as_str())),
    }
}

fn stored_scope(scope: CodeScope) -> &'static str {
    match scope {
        CodeScope::Purpose(purpose) => purpose.as_str(),
        CodeScope::Window => "window",
        CodeScope::Guesses => "guesses",
        CodeScope::Waiting => "waiting",
    }
}

/// What counts the tries of an account's own sessions.
fn of_account(account: AccountId) -> String {
    stored_subject(&CodeSubject::Account(account))
}

impl Codes for Slot {
    fn hold_all(&mut self, account: AccountId) -> Result<(), StoreError> {
        let rows = code_counters::table.filter(code_counters::subject.eq(of_account(account)));
        let rows = rows.order((code_counters::scope, code_counters::client)).select(code_counters::scope);
        let held: QueryResult<Vec<String>> = all_locked!(&mut self.link, rows);
        held.map(drop).map_err(|error| self.failed(error))
    }

    fn forget_counters(&mut self, account: AccountId) -> Result<(), StoreError> {
        let rows = code_counters::table.filter(code_counters::subject.eq(of_account(account)));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))?;
        Ok(())
    }

    /// An upsert that changes nothing of what is counted makes the row and holds it at once.
    fn hold(&mut self, key: &CodeCounterKey, now: Timestamp) -> Result<CodeCounter, StoreError> {
        let row = CounterRow {
            subject: stored_subject(&key.subject),
            scope: stored_scope(key.scope).to_owned(),
            client: stored_client(key.client),
            since: None,
            mails: 0,
            tries: 0,
            held_at: Ts(now),
        };
        let held: CounterRow = on!(&mut self.link, |conn| diesel::insert_into(code_counters::table)
            .values(&row)
            .on_conflict((code_counters::subject, code_counters::scope, code_counters::client))
            .do_update()
            .set(code_counters::held_at.eq(Ts(now)))
            .returning(CounterRow::as_returning())
            .get_result(conn))
        .map_err(|error| self.failed(error))?;
        held.counter()
    }

    fn keep(&mut self, key: &CodeCounterKey, counter: &CodeCounter) -> Result<(), StoreError> {
        let id = (stored_subject(&key.subject), stored_scope(key.scope), stored_client(key.client));
        let values = (
            code_counters::since.eq(counter.since.map(Ts)),
            code_counters::mails.eq(i64::from(counter.mails)),
            code_counters::tries.eq(i64::from(counter.tries)),
        );
        on!(&mut self.link, |conn| diesel::update(code_counters::table.find(id)).set(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn add(&mut self, code: &NewCode, live: usize) -> Result<(), StoreError> {
        let client = stored_client(code.client);
        let values = (
            codes::account_id.eq(code.account.0),
            codes::purpose.eq(code.purpose.as_str()),
            codes::client.eq(&client),
            codes::digest.eq(&code.digest.0),
            codes::sent_to.eq(code.sent_to.as_str()),
            codes::sent_at.eq(Ts(code.sent_at)),
            codes::expires_at.eq(Ts(code.expires_at)),
        );
        on!(&mut self.link, |conn| diesel::insert_into(codes::table).values(values).execute(conn))
            .map_err(|error| self.failed(error))?;
        let live = i64::try_from(live).unwrap_or(i64::MAX);
        let newest = diesel::alias!(codes as newest);
        on!(&mut self.link, |conn| diesel::delete(codes::table)
            .filter(codes::account_id.eq(code.account.0))
            .filter(codes::purpose.eq(code.purpose.as_str()))
            .filter(codes::client.eq(&client))
            .filter(
                codes::id.ne_all(
                    newest
                        .filter(newest.field(codes::account_id).eq(code.account.0))
                        .filter(newest.field(codes::purpose).eq(code.purpose.as_str()))
                        .filter(newest.field(codes::client).eq(&client))
                        .order(newest.field(codes::id).desc())
                        .limit(live)
                        .select(newest.field(codes::id))
                )
            )
            .execute(conn))
        .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn find(
        &mut self,
        account: AccountId,
        purpose: CodePurpose,
        digest: &CodeDigest,
    ) -> Result<Option<SentCode>, StoreError> {
        let rows: Vec<(i64, String, Ts)> = on!(&mut self.link, |conn| codes::table
            .filter(codes::account_id.eq(account.0))
            .filter(codes::purpose.eq(purpose.as_str()))
            .filter(codes::digest.eq(&digest.0))
            .select((codes::id, codes::sent_to, codes::expires_at))
            .order(codes::id.desc())
            .load(conn))
        .map_err(|error| self.failed(error))?;
        // Two codes of one account may happen to be the same; the newer one lives longer.
        let Some((id, sent_to, expires_at)) = rows.into_iter().next() else { return Ok(None) };
        let sent_to = EmailAddress::parse(&sent_to).map_err(|_| StoreError::Unreadable {
            table: "codes",
            column: "sent_to",
            id: id.to_string(),
        })?;
        Ok(Some(SentCode { id, sent_to, expires_at: expires_at.0 }))
    }

    fn consume(&mut self, code: &SentCode) -> Result<bool, StoreError> {
        let row = codes::table.find(code.id);
        let rows = on!(&mut self.link, |conn| diesel::delete(row).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(rows == 1)
    }

    fn remove(&mut self, account: AccountId, purpose: Option<CodePurpose>) -> Result<(), StoreError> {
        let of_account = codes::table.filter(codes::account_id.eq(account.0));
        match purpose {
            None => on!(&mut self.link, |conn| diesel::delete(of_account).execute(conn)),
            Some(purpose) => {
                let rows = of_account.filter(codes::purpose.eq(purpose.as_str()));
                on!(&mut self.link, |conn| diesel::delete(rows).execute(conn))
            }
        }
        .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let over = codes::table.filter(codes::expires_at.lt(Ts(before)));
        let removed = on!(&mut self.link, |conn| diesel::delete(over).execute(conn))
            .map_err(|error| self.failed(error))?;
        let stale = code_counters::table.filter(code_counters::held_at.lt(Ts(before)));
        let counters = on!(&mut self.link, |conn| diesel::delete(stale).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(removed + counters)
    }
}
