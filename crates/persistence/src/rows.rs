//! How many rows are wanted, written out in the statement.
//!
//! Where the number is bound, Postgres plans the statement anew each time, since a plan for any number would be for a
//! tenth of the table. That takes longer than the query itself.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType};

/// The numbers that are written out: few, so that a connection keeps few statements. Whoever wants fewer drops the rest.
const STEPS: [(usize, &str); 4] =
    [(16, " LIMIT 16"), (64, " LIMIT 64"), (256, " LIMIT 256"), (1_024, " LIMIT 1024")];

/// Which rows are wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rows {
    /// The first, and perhaps some more than were asked for.
    First(&'static str),
    /// So many, after so many others.
    Slice { offset: i64, limit: i64 },
}

impl Rows {
    pub fn new(offset: usize, limit: usize) -> Self {
        let step = STEPS.iter().find(|(most, _)| limit <= *most);
        match step {
            Some((_, text)) if offset == 0 => Self::First(text),
            _ => {
                let rows = |count| i64::try_from(count).unwrap_or(i64::MAX);
                Self::Slice { offset: rows(offset), limit: rows(limit) }
            }
        }
    }

    /// These rows of a query that has an order and no limit yet.
    pub fn of<Q>(self, query: Q) -> Limited<Q> {
        Limited { query, rows: self }
    }
}

/// A query of which some rows are wanted.
pub(crate) struct Limited<Q> {
    query: Q,
    rows: Rows,
}

impl<DB, Q> QueryFragment<DB> for Limited<Q>
where
    DB: Backend + HasSqlType<BigInt>,
    Q: QueryFragment<DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.query.walk_ast(out.reborrow())?;
        match &self.rows {
            Rows::First(text) => out.push_sql(text),
            Rows::Slice { offset, limit } => {
                out.push_sql(" LIMIT ");
                out.push_bind_param::<BigInt, _>(limit)?;
                out.push_sql(" OFFSET ");
                out.push_bind_param::<BigInt, _>(offset)?;
            }
        }
        Ok(())
    }
}

/// Found again by its text.
impl<Q> QueryId for Limited<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Limited<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, Conn> RunQueryDsl<Conn> for Limited<Q> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_numbers_are_written_out_and_none_is_too_small() {
        let first = |limit| match Rows::new(0, limit) {
            Rows::First(text) => Some(text),
            Rows::Slice { .. } => None,
        };
        assert_eq!(first(1), Some(" LIMIT 16"));
        assert_eq!(first(51), Some(" LIMIT 64"));
        assert_eq!(first(1_001), Some(" LIMIT 1024"));
        assert_eq!(first(1_025), None);
        assert!(matches!(Rows::new(7, 10), Rows::Slice { offset: 7, limit: 10 }));
        for (most, text) in STEPS {
            assert_eq!(text, format!(" LIMIT {most}"));
        }
    }
}
