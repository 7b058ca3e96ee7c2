//! What two accounts are to each other, as one row.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use parlor_community::ports::{Met, Relations};
use parlor_domain::{AccountId, AccountState, Bond, Pair, Relation, StoreError, Timestamp};

use crate::link::{all_locked, on};
use crate::pool::Slot;
use crate::schema::{accounts, pairs, sessions, ties};
use crate::time::Ts;

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = pairs, check_for_backend(Pg, Sqlite), treat_none_as_null = true)]
struct PairRow {
    low_id: i64,
    high_id: i64,
    bond: String,
    asked_by: Option<i64>,
    bound_at: Option<Ts>,
    low_blocks: Option<Ts>,
    high_blocks: Option<Ts>,
}

impl From<&Relation> for PairRow {
    fn from(relation: &Relation) -> Self {
        let (bond, asked_by, bound_at) = match relation.bond {
            Bond::Strangers => ("strangers", None, None),
            Bond::Asked { by, at } => ("asked", Some(by.0), Some(Ts(at))),
            Bond::Friends { since } => ("friends", None, Some(Ts(since))),
        };
        Self {
            low_id: relation.pair.low().0,
            high_id: relation.pair.high().0,
            bond: bond.to_owned(),
            asked_by,
            bound_at,
            low_blocks: relation.low_blocks.map(Ts),
            high_blocks: relation.high_blocks.map(Ts),
        }
    }
}

impl PairRow {
    fn relation(self, pair: Pair) -> Result<Relation, StoreError> {
        let bond = match (self.bond.as_str(), self.asked_by, self.bound_at) {
            ("strangers", None, None) => Bond::Strangers,
            ("asked", Some(by), Some(Ts(at))) => Bond::Asked { by: AccountId(by), at },
            ("friends", None, Some(Ts(since))) => Bond::Friends { since },
            _ => {
                let id = format!("{} {}", self.low_id, self.high_id);
                return Err(StoreError::Unreadable { table: "pairs", column: "bond", id });
            }
        };
        let (low_blocks, high_blocks) = (self.low_blocks.map(|Ts(at)| at), self.high_blocks.map(|Ts(at)| at));
        Ok(Relation { pair, bond, low_blocks, high_blocks })
    }
}

impl Relations for Slot {
    fn meet(&mut self, pair: Pair) -> Result<Option<Met>, StoreError> {
        let (low, high) = (pair.low().0, pair.high().0);
        let both = accounts::table.filter(accounts::id.eq(low).or(accounts::id.eq(high)));
        let states: Vec<String> =
            all_locked!(&mut self.link, both.order(accounts::id).select(accounts::state))
                .map_err(|error| self.failed(error))?;
        let [one, other] = states.as_slice() else { return Ok(None) };
        let are_active = [one, other].into_iter().all(|state| state == AccountState::Active.as_str());
        let row = pairs::table.find((low, high));
        let row: Option<PairRow> =
            on!(&mut self.link, |conn| row.select(PairRow::as_select()).get_result(conn).optional())
                .map_err(|error| self.failed(error))?;
        let relation = row.map_or(Ok(Relation::none(pair)), |row| row.relation(pair))?;
        Ok(Some(Met { relation, are_active }))
    }

    fn set(&mut self, relation: &Relation) -> Result<(), StoreError> {
        let row = PairRow::from(relation);
        if relation.is_none() {
            let nothing = pairs::table.find((row.low_id, row.high_id));
            on!(&mut self.link, |conn| diesel::delete(nothing).execute(conn))
        } else {
            on!(&mut self.link, |conn| diesel::insert_into(pairs::table)
                .values(&row)
                .on_conflict((pairs::low_id, pairs::high_id))
                .do_update()
                .set(&row)
                .execute(conn))
        }
        .map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn is_connected(&mut self, id: AccountId, now: Timestamp) -> Result<bool, StoreError> {
        let live = sessions::table
            .filter(sessions::account_id.eq(id.0))
            .filter(sessions::ended_at.is_null())
            .filter(sessions::expires_at.gt(Ts(now)));
        on!(&mut self.link, |conn| diesel::select(diesel::dsl::exists(live)).get_result(conn))
            .map_err(|error| self.failed(error))
    }

    fn count_friends(&mut self, of: AccountId) -> Result<usize, StoreError> {
        let friends = ties::table.filter(ties::account_id.eq(of.0)).filter(ties::bond.eq("friends"));
        let count: i64 = on!(&mut self.link, |conn| friends.count().get_result(conn))
            .map_err(|error| self.failed(error))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    fn count_asked(&mut self, by: AccountId) -> Result<usize, StoreError> {
        let asked = ties::table.filter(ties::account_id.eq(by.0)).filter(ties::asked_by.eq(by.0));
        let count: i64 =
            on!(&mut self.link, |conn| asked.count().get_result(conn)).map_err(|error| self.failed(error))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}
