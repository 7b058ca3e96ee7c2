//! Updates that are prepared once for each connection.
//!
//! diesel keeps every `SELECT` prepared but no `UPDATE`, since one may set other columns each time and so fill
//! the connection with statements. Postgres then has to read and plan it anew, after a trip of its own.

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// An update whose text is the same each time.
pub(crate) struct Prepared<V, F> {
    /// `UPDATE table SET (columns)`, or `UPDATE table SET column`.
    pub update: &'static str,
    /// What each of the columns is set to.
    pub values: V,
    /// Which rows it is about.
    pub filter: F,
}

impl<DB, V, F> QueryFragment<DB> for Prepared<V, F>
where
    DB: Backend,
    V: QueryFragment<DB>,
    F: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.update);
        out.push_sql(" = (");
        self.values.walk_ast(out.reborrow())?;
        out.push_sql(") WHERE ");
        self.filter.walk_ast(out)
    }
}

/// Found again by its text.
impl<V, F> QueryId for Prepared<V, F> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<V, F, Conn> RunQueryDsl<Conn> for Prepared<V, F> {}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use diesel::connection::{InstrumentationEvent, SimpleConnection};
    use diesel::prelude::*;
    use diesel::sql_types::{BigInt, Nullable};

    use super::*;

    diesel::table! {
        things (id) {
            id -> BigInt,
            size -> Nullable<BigInt>,
            weight -> BigInt,
        }
    }

    #[test]
    fn an_update_is_prepared_once_and_changes_what_it_says() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute("CREATE TABLE things (id BIGINT PRIMARY KEY, size BIGINT, weight BIGINT)")
            .unwrap();
        conn.batch_execute("INSERT INTO things VALUES (1, 1, 1), (2, 2, 2)").unwrap();
        let prepared = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&prepared);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::CacheQuery { sql, .. } = event {
                kept.lock().unwrap().push(sql.to_owned());
            }
        });
        for (size, weight) in [(Some(7), 8), (None, 9), (Some(10), 11)] {
            let update = Prepared {
                update: "UPDATE things SET (size, weight)",
                values: (size.into_sql::<Nullable<BigInt>>(), weight.into_sql::<BigInt>()),
                filter: things::id.eq(2),
            };
            assert_eq!(update.execute(&mut conn), Ok(1));
            let rows = things::table.order(things::id).load::<(i64, Option<i64>, i64)>(&mut conn).unwrap();
            assert_eq!(rows, [(1, Some(1), 1), (2, size, weight)]);
        }
        let prepared = prepared.lock().unwrap();
        assert_eq!(prepared.iter().filter(|sql| sql.starts_with("UPDATE")).count(), 1, "{prepared:?}");
    }
}
