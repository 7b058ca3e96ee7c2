//! What came of calls, as rows.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use parlor_community::ports::{Call, Claim, Idempotency};
use parlor_domain::{Author, StoreError, Timestamp};
use sha2::{Digest, Sha256};

use crate::link::on;
use crate::pool::Slot;
use crate::schema::idempotency_keys as keys;
use crate::time::Ts;
use crate::written::{Value, Written};

/// The name under which a caller is stored.
fn stored_caller(caller: Author) -> String {
    caller.id().map_or_else(|| caller.as_str().to_owned(), |id| format!("{}:{id}", caller.as_str()))
}

/// A key that is taken by somebody else at the moment is waited for: the row is there, though nobody sees it yet. One
/// that is too old is as good as none.
const TAKE: &str = "INSERT INTO idempotency_keys (caller, operation, key, account_id, body, taken_at) \
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (caller, operation, key) DO UPDATE \
    SET body = excluded.body, outcome = NULL, taken_at = excluded.taken_at \
    WHERE idempotency_keys.taken_at < ? RETURNING CAST(1 AS BIGINT)";

impl Idempotency for Slot {
    fn claim(&mut self, call: &Call, since: Timestamp, now: Timestamp) -> Result<Claim, StoreError> {
        let (caller, operation, key) =
            (stored_caller(call.caller), call.operation.as_str(), call.key.as_str());
        let body = Sha256::digest(&call.body);
        let account = match call.caller {
            Author::Account(id) => Some(id.0),
            Author::Service(_) | Author::Operator => None,
        };
        let values = [
            Value::Text(&caller),
            Value::Text(operation),
            Value::Text(key),
            Value::MaybeNumber(account),
            Value::Bytes(&body),
            Value::Time(Ts(now)),
            Value::Time(Ts(since)),
        ];
        let taken: Option<i64> =
            on!(&mut self.link, |conn| Written::<BigInt>::new(TAKE, &values).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        if taken.is_some() {
            return Ok(Claim::First);
        }
        let row = keys::table.find((&caller, operation, key)).select((keys::body, keys::outcome));
        let (known, outcome): (Vec<u8>, Option<String>) =
            on!(&mut self.link, |conn| row.get_result(conn)).map_err(|error| self.failed(error))?;
        if known != body.as_slice() {
            return Ok(Claim::OtherBody);
        }
        let id = || format!("{caller} {operation} {key}");
        let unkept = || StoreError::Unreadable { table: "idempotency_keys", column: "outcome", id: id() };
        outcome.map(Claim::Again).ok_or_else(unkept)
    }

    fn keep(&mut self, call: &Call, outcome: &str) -> Result<(), StoreError> {
        let caller = stored_caller(call.caller);
        let values = [outcome, &caller, call.operation.as_str(), call.key.as_str()].map(Value::Text);
        let sql = "UPDATE idempotency_keys SET outcome = ? WHERE caller = ? AND operation = ? AND key = ?";
        on!(&mut self.link, |conn| Written::<()>::new(sql, &values).execute(conn))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn remove_over(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let rows = keys::table.filter(keys::taken_at.lt(Ts(before)));
        on!(&mut self.link, |conn| diesel::delete(rows).execute(conn)).map_err(|error| self.failed(error))
    }
}
