//! What moves balances, as clients send and get it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::Field;
use crate::v1::wallet::wire as own;

/// What moves a balance: an amount, or the balance that there is to be
#[derive(Deserialize, ToSchema)]
#[schema(as = NewWalletEntry)]
pub struct NewEntry {
    /// Whole units to give or, below zero, to take; not zero
    #[serde(default)]
    #[schema(value_type = i64, minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(50))]
    pub amount: Field,
    /// Instead of an amount: what the account is to have
    #[serde(default)]
    #[schema(value_type = i64, minimum = -9007199254740991i64, maximum = 9007199254740991i64)]
    pub balance: Field,
    /// Why; its owner sees it
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1, max_length = 200, examples("won a hand"))]
    pub reason: Field,
}

/// A line of a ledger, with who answers for it
#[derive(Serialize, ToSchema)]
#[schema(as = LedgerEntry)]
pub struct Entry {
    /// The entry as the account's owner sees it
    #[serde(flatten)]
    entry: own::Entry,
    /// Whose balance it is
    #[schema(minimum = 1, examples(1))]
    account_id: i64,
    /// The account or the key that moved it
    #[schema(required, minimum = 1, examples(3))]
    actor_id: Option<i64>,
    /// The `Idempotency-Key` of the call
    #[schema(required, examples("hand-7-round-2"))]
    idempotency_key: Option<String>,
}

impl From<parlor_domain::Entry> for Entry {
    fn from(entry: parlor_domain::Entry) -> Self {
        Self {
            account_id: entry.said.account.0,
            actor_id: entry.said.author.id(),
            idempotency_key: entry.said.key.as_ref().map(|key| key.as_str().to_owned()),
            entry: entry.into(),
        }
    }
}
