//! Writing scores.

use diesel::prelude::*;
use parlor_community::ports::{Folded, Scores};
use parlor_domain::{AccountId, Score, StoreError};

use super::bands::Addition;
use crate::link::Link;
use crate::pool::Slot;
use crate::schema::scores;

const SET: Addition<'static> = Addition {
    head: "UPDATE scores SET score = fresh.column2 FROM (VALUES ",
    tail: ") AS fresh WHERE scores.account_id = fresh.column1",
    pairs: &[],
};

impl Scores for Slot {
    fn lock(&mut self, accounts: &[AccountId]) -> Result<Vec<(AccountId, Score)>, StoreError> {
        let ids: Vec<i64> = accounts.iter().map(|account| account.0).collect();
        // In one order, so that two who write many at once wait for each other only one way.
        let rows = scores::table.filter(scores::account_id.eq_any(&ids)).order(scores::account_id);
        let rows = rows.select((scores::account_id, scores::score));
        let found: Vec<(i64, i64)> = match &mut self.link {
            Link::Postgres(conn) => rows.for_no_key_update().load(conn),
            Link::Sqlite(conn) => rows.load(conn),
        }
        .map_err(|error| self.failed(error))?;
        let read = found.into_iter().map(|(id, points)| {
            let unreadable =
                |_| StoreError::Unreadable { table: "scores", column: "score", id: id.to_string() };
            Ok((AccountId(id), Score::parse(points).map_err(unreadable)?))
        });
        read.collect()
    }

    fn write(&mut self, scores: &[(AccountId, Score)]) -> Result<(), StoreError> {
        let pairs: Vec<_> = scores.iter().map(|(account, score)| (account.0, score.points())).collect();
        self.add(&SET, &pairs)
    }

    fn fold(&mut self) -> Result<Folded, StoreError> {
        self.fold_changes()
    }
}
