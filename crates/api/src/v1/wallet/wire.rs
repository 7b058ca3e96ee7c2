//! Balances and ledgers as clients get them.

use parlor_domain::EntryId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::v1::page::Place;

/// What an account has
#[derive(Serialize, ToSchema)]
#[schema(as = Wallet)]
pub struct Wallet {
    /// Whole units, at most 2^53 − 1 in size
    #[schema(minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(150))]
    pub balance: i64,
}

/// A line of a ledger
#[derive(Serialize, ToSchema)]
#[schema(as = WalletEntry)]
pub struct Entry {
    /// Its id; later entries of an account have higher ones
    #[schema(minimum = 1, examples(7))]
    id: i64,
    /// What was given or, below zero, taken
    #[schema(minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(50))]
    amount: i64,
    /// What there was then
    #[schema(minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(150))]
    balance_after: i64,
    /// Why
    #[schema(max_length = 200, examples("won a hand"))]
    reason: String,
    /// Who moved it: an administrator's `account`, a `service` by its key, or the `operator`
    #[schema(examples("service"))]
    actor: &'static str,
    /// When
    #[schema(format = "date-time", examples("2026-11-26T08:30:00.000000Z"))]
    created_at: String,
}

impl From<parlor_domain::Entry> for Entry {
    fn from(entry: parlor_domain::Entry) -> Self {
        let said = entry.said;
        Self {
            id: entry.id.0,
            amount: said.amount.units(),
            balance_after: said.balance_after.units(),
            reason: said.reason.as_str().to_owned(),
            actor: said.author.as_str(),
            created_at: said.at.rfc3339(),
        }
    }
}

impl Place for EntryId {
    fn encode(&self) -> Vec<u8> {
        self.0.to_be_bytes().into()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(i64::from_be_bytes).filter(|id| *id > 0).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_from_its_cursor_and_from_nothing_else() {
        assert_eq!(EntryId::decode(&EntryId(77).encode()), Some(EntryId(77)));
        for bytes in [&[][..], &[0; 8], &[0xff; 8], &[0; 7], &[0; 9]] {
            assert_eq!(EntryId::decode(bytes), None, "{bytes:?}");
        }
    }
}
