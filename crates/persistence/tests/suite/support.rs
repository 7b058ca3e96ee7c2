//! A database of each kind for a test to use up.

use std::cell::RefCell;
use std::sync::{Arc, Once};

use diesel::connection::{
    Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation,
};
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl as _, SqliteConnection, sql_query};
use parlor_domain::AuditEvent;
use parlor_domain::ports::Effects;
use parlor_persistence::{Database, Target};
use parlor_testkit::Postgres;
use tempfile::TempDir;

/// An empty database, gone after the test.
pub struct Fresh {
    pub target: Target,
    url: String,
    _folder: Option<TempDir>,
}

pub fn postgres() -> Fresh {
    let url = Postgres::shared().database();
    Fresh { target: Target::parse(&url).unwrap(), url, _folder: None }
}

pub fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parlor.db").display().to_string();
    Fresh { target: Target::parse(&format!("sqlite://{path}")).unwrap(), url: path, _folder: Some(folder) }
}

pub fn both() -> [Fresh; 2] {
    [sqlite(), postgres()]
}

impl Fresh {
    /// Opens it with as many connections as a small machine would have.
    pub fn open(&self, effects: Arc<dyn Effects>) -> Database {
        count_queries();
        Database::open(&self.target, 4, effects).unwrap()
    }

    pub fn open_quietly(&self) -> Database {
        self.open(Arc::new(Nothing))
    }

    /// Does what no repository would.
    pub fn execute(&self, sql: &str) {
        match &self.target {
            Target::Postgres(_) => PgConnection::establish(&self.url).unwrap().batch_execute(sql).unwrap(),
            Target::Sqlite(_) => SqliteConnection::establish(&self.url).unwrap().batch_execute(sql).unwrap(),
        }
    }

    /// Asks what no repository would: rows of one text, named `line`.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let rows: Vec<Line> = match &self.target {
            Target::Postgres(_) => {
                sql_query(sql).load(&mut PgConnection::establish(&self.url).unwrap()).unwrap()
            }
            Target::Sqlite(_) => {
                sql_query(sql).load(&mut SqliteConnection::establish(&self.url).unwrap()).unwrap()
            }
        };
        rows.into_iter().map(|row| row.line).collect()
    }

    /// Runs something while another connection keeps a row, on Postgres.
    pub fn while_kept<T>(&self, row: &str, run: impl FnOnce() -> T) -> T {
        let mut keeper = PgConnection::establish(&self.url).unwrap();
        keeper.batch_execute(&format!("BEGIN; SELECT 1 FROM {row} FOR UPDATE")).unwrap();
        let outcome = run();
        keeper.batch_execute("ROLLBACK").unwrap();
        outcome
    }

    /// Account and score of everybody on the leaderboard, in any order.
    pub fn listed_scores(&self) -> Vec<(i64, i64)> {
        let listed = "SELECT account_id AS one, score AS other FROM scores WHERE is_listed";
        self.pairs(listed)
    }

    /// How many rows a table has.
    pub fn rows_of(&self, table: &str) -> i64 {
        self.pairs(&format!("SELECT count(*) AS one, count(*) AS other FROM {table}"))[0].0
    }

    fn pairs(&self, sql: &str) -> Vec<(i64, i64)> {
        let query = diesel::sql_query(sql);
        let rows: Vec<Pair> = match &self.target {
            Target::Postgres(_) => query.load(&mut PgConnection::establish(&self.url).unwrap()).unwrap(),
            Target::Sqlite(_) => query.load(&mut SqliteConnection::establish(&self.url).unwrap()).unwrap(),
        };
        rows.into_iter().map(|pair| (pair.one, pair.other)).collect()
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = BigInt)]
    one: i64,
    #[diesel(sql_type = BigInt)]
    other: i64,
}

pub struct Nothing;

impl Effects for Nothing {
    fn committed(&self, _: &[AuditEvent]) {}
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

thread_local! {
    static STATEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// How many statements were sent on this thread meanwhile.
pub fn queries(run: impl FnOnce()) -> usize {
    statements(run).len()
}

/// Which they were, without their values.
pub fn statements(run: impl FnOnce()) -> Vec<String> {
    STATEMENTS.take();
    run();
    STATEMENTS.take()
}

/// Has every connection opened from now on counted.
fn count_queries() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_default_instrumentation(|| Some(Box::new(Counted))).unwrap());
}

struct Counted;

impl Instrumentation for Counted {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let statement = query.to_string().split(" -- binds").next().unwrap_or_default().to_owned();
            STATEMENTS.with_borrow_mut(|statements| statements.push(statement));
        }
    }
}
