//! Moves changes into their bands, and keeps the bands of a good size. Whoever reads meanwhile sees all of it or
//! nothing, so that a rank comes out the same.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use parlor_community::ports::Folded;
use parlor_domain::{MOST_EXACT, StoreError};

use super::bands::{Addition, Band, added, additions, full, merges};
use crate::link::{on, those_free};
use crate::pool::Slot;
use crate::schema::{score_bands, score_changes};
use crate::written::{Value, Written};

/// How many changes are counted at once.
const AT_ONCE: i64 = 50_000;
/// How many bands are divided at once.
const DIVIDED: usize = 16;

const ADD: Addition<'static> = Addition {
    head: "UPDATE score_bands SET count = score_bands.count + more.column2 FROM (VALUES ",
    tail: ") AS more WHERE score_bands.lower = more.column1",
    pairs: &[],
};

/// A score in the middle of a band.
const MIDDLE: &str = "SELECT score FROM scores WHERE is_listed AND score >= ? AND score < ? \
    ORDER BY score DESC, account_id LIMIT 1 OFFSET ?";

/// How many scores there are between two bounds, as far as they are counted: at one moment, so that a change is either
/// in both or in none.
const COUNTED: &str = "SELECT (SELECT count(*) FROM scores WHERE is_listed AND score >= ? AND score < ?) \
    - CAST((SELECT coalesce(sum(change), 0) FROM score_changes WHERE score >= ? AND score < ?) AS BIGINT)";

impl Slot {
    pub(super) fn fold_changes(&mut self) -> Result<Folded, StoreError> {
        // The lowest band is always there; whoever holds it counts.
        let lowest = score_bands::table.find(-MOST_EXACT).select(score_bands::lower);
        let held: Vec<i64> = those_free!(&mut self.link, lowest).map_err(|error| self.failed(error))?;
        if held.is_empty() {
            return Ok(Folded::default());
        }
        let bands = self.bands()?;
        let changes = self.take_changes()?;
        let additions = additions(&bands, &changes);
        self.add(&ADD, &additions)?;
        let bands = added(&bands, &additions);
        let (gone, more) = merges(&bands);
        if !gone.is_empty() {
            let rows = score_bands::table.filter(score_bands::lower.eq_any(&gone));
            on!(&mut self.link, |conn| diesel::delete(rows).execute(conn))
                .map_err(|error| self.failed(error))?;
            self.add(&ADD, &more)?;
        }
        let left: Vec<Band> = bands.into_iter().filter(|band| !gone.contains(&band.lower)).collect();
        let mut divided = 0;
        for (band, upper) in full(&left).take(DIVIDED) {
            self.divide(band, upper)?;
            divided += 1;
        }
        let goes_on = divided > 0 || number(changes.len()) == AT_ONCE;
        Ok(Folded { changes: changes.len(), goes_on })
    }

    fn bands(&mut self) -> Result<Vec<Band>, StoreError> {
        let rows =
            score_bands::table.order(score_bands::lower).select((score_bands::lower, score_bands::count));
        let rows: Vec<(i64, i64)> =
            on!(&mut self.link, |conn| rows.load(conn)).map_err(|error| self.failed(error))?;
        Ok(rows.into_iter().map(|(lower, count)| Band { lower, count }).collect())
    }

    fn take_changes(&mut self) -> Result<Vec<(i64, i64)>, StoreError> {
        let oldest = diesel::alias!(score_changes as oldest);
        let ids = oldest
            .order(oldest.field(score_changes::id))
            .limit(AT_ONCE)
            .select(oldest.field(score_changes::id));
        let rows = score_changes::table.filter(score_changes::id.eq_any(ids));
        on!(&mut self.link, |conn| diesel::delete(rows)
            .returning((score_changes::score, score_changes::change))
            .get_results(conn))
        .map_err(|error| self.failed(error))
    }

    /// Makes two of a band, with as many scores on either side as can be.
    fn divide(&mut self, band: Band, upper: i64) -> Result<(), StoreError> {
        let Some(middle) = self.number(MIDDLE, &[band.lower, upper, band.count / 2])? else { return Ok(()) };
        // Where half of them are the lowest there can be, that score becomes a band of its own.
        let bound = middle.max(band.lower + 1);
        let above = self.number(COUNTED, &[bound, upper, bound, upper])?.unwrap_or_default();
        let row = (score_bands::lower.eq(bound), score_bands::count.eq(above));
        on!(&mut self.link, |conn| diesel::insert_into(score_bands::table).values(row).execute(conn))
            .map_err(|error| self.failed(error))?;
        self.add(&ADD, &[(band.lower, -above)])
    }

    fn number(&mut self, sql: &'static str, values: &[i64]) -> Result<Option<i64>, StoreError> {
        let values: Vec<_> = values.iter().copied().map(Value::Number).collect();
        on!(&mut self.link, |conn| Written::<BigInt>::new(sql, &values).get_result(conn).optional())
            .map_err(|error| self.failed(error))
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
