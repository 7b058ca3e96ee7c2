//! Bands of scores, and how changes become part of them.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType};
use parlor_domain::{MOST_EXACT, StoreError};

use crate::link::on;
use crate::pool::Slot;

/// A band with more than this is divided: its scores are counted one by one for each rank within it.
pub(super) const FULL: i64 = 2_048;
/// Two neighbours with no more than this become one.
const SPARSE: i64 = 512;

/// All scores from `lower` up to the next band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Band {
    pub lower: i64,
    pub count: i64,
}

/// What changes have to be added to which bands; those of a score are its band's. Bands are in their order, and the
/// first one has no bound below it.
pub(super) fn additions(bands: &[Band], changes: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut by_band = BTreeMap::<i64, i64>::new();
    for (score, change) in changes {
        let after = bands.partition_point(|band| band.lower <= *score);
        let lower = after.checked_sub(1).and_then(|at| bands.get(at)).map_or(-MOST_EXACT, |band| band.lower);
        *by_band.entry(lower).or_default() += change;
    }
    by_band.into_iter().filter(|(_, change)| *change != 0).collect()
}

/// The bands after that.
pub(super) fn added(bands: &[Band], additions: &[(i64, i64)]) -> Vec<Band> {
    let by_band: BTreeMap<i64, i64> = additions.iter().copied().collect();
    let count = |band: &Band| band.count + by_band.get(&band.lower).copied().unwrap_or_default();
    bands.iter().map(|band| Band { count: count(band), ..*band }).collect()
}

/// Which bands go, and what their neighbours below have more then.
pub(super) fn merges(bands: &[Band]) -> (Vec<i64>, Vec<(i64, i64)>) {
    let (mut gone, mut more) = (Vec::new(), BTreeMap::<i64, i64>::new());
    let mut bands = bands.iter().copied();
    let Some(mut below) = bands.next() else { return Default::default() };
    for band in bands {
        if below.count + band.count <= SPARSE {
            gone.push(band.lower);
            *more.entry(below.lower).or_default() += band.count;
            below.count += band.count;
        } else {
            below = band;
        }
    }
    (gone, more.into_iter().collect())
}

/// The bands that hold too many, with the bound above each. One of a single score cannot be divided, and need not be.
pub(super) fn full(bands: &[Band]) -> impl Iterator<Item = (Band, i64)> {
    let uppers = bands.iter().skip(1).map(|band| band.lower).chain([MOST_EXACT + 1]);
    bands.iter().copied().zip(uppers).filter(|(band, upper)| band.count > FULL && upper - band.lower > 1)
}

/// One statement about several rows: the number of each, and a value.
#[derive(Clone, Copy)]
pub(super) struct Addition<'a> {
    pub head: &'static str,
    pub tail: &'static str,
    pub pairs: &'a [(i64, i64)],
}

impl<DB> QueryFragment<DB> for Addition<'_>
where
    DB: Backend + HasSqlType<BigInt>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        // Of one row it is worth keeping; of several each number of them is another text.
        if self.pairs.len() != 1 {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql(self.head);
        for (number, (id, value)) in self.pairs.iter().enumerate() {
            out.push_sql(if number == 0 { "(" } else { ", (" });
            out.push_bind_param::<BigInt, i64>(id)?;
            out.push_sql(", ");
            out.push_bind_param::<BigInt, i64>(value)?;
            out.push_sql(")");
        }
        out.push_sql(self.tail);
        Ok(())
    }
}

/// Found again by its text.
impl QueryId for Addition<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Conn> RunQueryDsl<Conn> for Addition<'_> {}

/// As many as one statement takes on both databases.
const AT_ONCE: usize = 10_000;

impl Slot {
    /// Does it to all of these, in one statement unless they are very many.
    pub(super) fn add(&mut self, what: &Addition<'static>, pairs: &[(i64, i64)]) -> Result<(), StoreError> {
        for pairs in pairs.chunks(AT_ONCE) {
            let statement = Addition { pairs, ..*what };
            on!(&mut self.link, |conn| statement.execute(conn)).map_err(|error| self.failed(error))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(of: &[(i64, i64)]) -> Vec<Band> {
        of.iter().map(|(lower, count)| Band { lower: *lower, count: *count }).collect()
    }

    #[test]
    fn a_change_is_of_the_band_that_its_score_is_in() {
        let bands = bands(&[(-MOST_EXACT, 5), (0, 7), (10, 2)]);
        let changes =
            [(-MOST_EXACT, 1), (-1, 1), (0, 1), (9, 1), (10, -1), (MOST_EXACT, -1), (5, 3), (6, -3)];
        let found = additions(&bands, &changes);
        assert_eq!(found, [(-MOST_EXACT, 2), (0, 2), (10, -2)]);
        assert_eq!(added(&bands, &found).iter().map(|band| band.count).collect::<Vec<_>>(), [7, 9, 0]);
        assert_eq!(additions(&bands, &[(3, 1), (4, -1)]), [], "what comes to nothing is left out");
    }

    #[test]
    fn neighbours_that_hold_little_become_one() {
        let (gone, more) =
            merges(&bands(&[(-MOST_EXACT, 500), (0, 12), (5, 0), (10, 1), (20, 2_000), (30, 0)]));
        assert_eq!(gone, [0, 5]);
        assert_eq!(more, [(-MOST_EXACT, 12)]);
        assert_eq!(merges(&[]), Default::default());
    }

    #[test]
    fn a_band_of_one_score_is_never_full() {
        let bands =
            bands(&[(-MOST_EXACT, 10), (0, 1_000_000), (1, FULL), (2, FULL + 1), (MOST_EXACT, FULL + 1)]);
        let found: Vec<_> = full(&bands).map(|(band, upper)| (band.lower, upper)).collect();
        assert_eq!(found, [(2, MOST_EXACT)]);
    }
}
