//! A plain pool over either database, and the statements that Parlor's answers need. Must not know HTTP.

use std::collections::HashMap;
use std::error::Error;
use std::num::NonZero;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use parking_lot::Mutex;
use r2d2::ManageConnection;
use serde::Serialize;

diesel::table! {
    accounts (id) {
        id -> BigInt,
        username -> Nullable<Text>,
        email -> Nullable<Text>,
        state -> Text,
        username_key -> Nullable<Text>,
    }
}

diesel::table! {
    ties (account_id, other_id) {
        account_id -> BigInt,
        other_id -> BigInt,
        bond -> Text,
    }
}

// Times as SQLite has them: on Postgres only the numbers are read.
diesel::table! {
    sessions (id) {
        id -> BigInt,
        account_id -> BigInt,
        generation -> BigInt,
        acknowledged_at -> Nullable<Text>,
        rotations -> Binary,
        expires_at -> Text,
        ended_at -> Nullable<Text>,
    }
}

diesel::table! {
    scores (account_id) {
        account_id -> BigInt,
        score -> BigInt,
        is_listed -> Bool,
    }
}

diesel::table! {
    avatars (account_id) {
        account_id -> BigInt,
        file_name -> Text,
    }
}

diesel::joinable!(scores -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(accounts, avatars, scores, sessions, ties);

/// As Parlor sets SQLite up.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";
/// A session that was rotated sixty times within an hour and more has this much to remember.
const ROTATIONS: [u8; 480] = [7; 480];
const LATER: &str = "2099-01-01 00:00:00.000000";

/// An open connection.
pub enum Link {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

macro_rules! on {
    ($link:expr, |$conn:ident| $query:expr) => {
        match $link {
            Link::Postgres($conn) => $query,
            Link::Sqlite($conn) => $query,
        }
    };
}

impl Link {
    fn open(database: &str) -> ConnectionResult<Self> {
        if database.starts_with("postgres") {
            return PgConnection::establish(database).map(Self::Postgres);
        }
        let mut conn = SqliteConnection::establish(database)?;
        conn.batch_execute(SQLITE_SETUP).map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(Self::Sqlite(conn))
    }
}

/// What the pool makes connections with.
pub struct Manager(String);

impl ManageConnection for Manager {
    type Connection = Link;
    type Error = ConnectionError;

    fn connect(&self) -> ConnectionResult<Link> {
        Link::open(&self.0)
    }

    fn is_valid(&self, _: &mut Link) -> ConnectionResult<()> {
        Ok(())
    }

    fn has_broken(&self, _: &mut Link) -> bool {
        false
    }
}

/// The pool, and the turn of SQLite's one writer.
pub struct Database {
    pool: r2d2::Pool<Manager>,
    turn: Mutex<()>,
}

/// An account as it is shown.
#[derive(Queryable, Serialize)]
pub struct Me {
    id: i64,
    username: Option<String>,
    email: Option<String>,
}

/// Somebody's place on the leaderboard.
#[derive(Queryable, Serialize)]
pub struct Standing {
    id: i64,
    score: i64,
    username: Option<String>,
    avatar: Option<String>,
}

/// Somebody in a list of people.
#[derive(Serialize)]
pub struct User {
    username: Option<String>,
    is_connected: bool,
    friends: Vec<String>,
}

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

impl Database {
    /// Opens the pool, without the test of each connection that is taken out.
    pub fn open(database: &str) -> Result<Self, r2d2::Error> {
        let pool = r2d2::Pool::builder().max_size(connections()).test_on_check_out(false);
        Ok(Self { pool: pool.build(Manager(database.to_owned()))?, turn: Mutex::default() })
    }

    /// One row by its primary key.
    pub fn account(&self, id: i64) -> Outcome<Me> {
        let columns = (accounts::id, accounts::username, accounts::email);
        let row = accounts::table.find(id).select(columns);
        Ok(on!(&mut *self.pool.get()?, |conn| row.get_result(conn))?)
    }

    /// A session with its account, both by primary key: what it takes for the end of a session to count at
    /// once.
    pub fn session(&self, id: i64) -> Outcome<Me> {
        let columns = (sessions::generation, (accounts::id, accounts::username, accounts::email));
        let row = sessions::table.inner_join(accounts::table).filter(sessions::id.eq(id)).select(columns);
        let (_, me): (i64, Me) = on!(&mut *self.pool.get()?, |conn| row.get_result(conn))?;
        Ok(me)
    }

    /// The hundred best scores, with the names and pictures of those who have them. A name that is the email is not
    /// shown.
    pub fn top(&self) -> Outcome<Vec<Standing>> {
        // Written out, as the index of these rows has it.
        let listed = diesel::dsl::sql::<diesel::sql_types::Bool>("scores.is_listed");
        let name = diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Text>>(
            "CASE WHEN accounts.username_key = accounts.email_key THEN NULL ELSE accounts.username END",
        );
        let rows = scores::table
            .inner_join(accounts::table)
            .left_join(avatars::table.on(avatars::account_id.eq(scores::account_id)))
            .filter(listed)
            .order((scores::score.desc(), scores::account_id))
            .limit(100)
            .select((scores::account_id, scores::score, name, avatars::file_name.nullable()));
        Ok(on!(&mut *self.pool.get()?, |conn| rows.load(conn))?)
    }

    /// The first fifty people, whether they are signed in, and the names of their friends: two queries.
    pub fn users(&self) -> Outcome<Vec<User>> {
        let connected = sessions::table
            .filter(sessions::account_id.eq(accounts::id))
            .filter(sessions::ended_at.is_null());
        let people = accounts::table
            .filter(accounts::state.eq("active"))
            .filter(accounts::username_key.gt(""))
            .order(accounts::username_key)
            .limit(50)
            .select((accounts::id, accounts::username, diesel::dsl::exists(connected)));
        let mut link = self.pool.get()?;
        let people: Vec<(i64, Option<String>, bool)> = on!(&mut *link, |conn| people.load(conn))?;
        let ids: Vec<i64> = people.iter().map(|(id, ..)| *id).collect();
        let friends = ties::table
            .inner_join(accounts::table.on(accounts::id.eq(ties::other_id)))
            .filter(ties::account_id.eq_any(ids))
            .filter(ties::bond.eq("friends"))
            .order(accounts::username_key)
            .select((ties::account_id, accounts::username.assume_not_null()));
        let friends: Vec<(i64, String)> = on!(&mut *link, |conn| friends.load(conn))?;
        let mut of = HashMap::<i64, Vec<String>>::new();
        for (id, name) in friends {
            of.entry(id).or_default().push(name);
        }
        let user = |(id, username, is_connected)| {
            let friends = of.remove(&id).unwrap_or_default();
            User { username, is_connected, friends }
        };
        Ok(people.into_iter().map(user).collect())
    }

    /// The statements of a rotation, on SQLite; on Postgres pgbench does them.
    pub fn rotate(&self, id: i64) -> Outcome<i64> {
        let _turn = self.turn.lock();
        let mut link = self.pool.get()?;
        let Link::Sqlite(conn) = &mut *link else { return Err("for SQLite only".into()) };
        AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?;
        let joined = sessions::table.inner_join(accounts::table).filter(sessions::id.eq(id));
        let columns = (sessions::generation, sessions::rotations, sessions::expires_at, accounts::state);
        let (generation, ..): (i64, Vec<u8>, String, String) = joined.select(columns).get_result(conn)?;
        diesel::update(sessions::table.find(id))
            .filter(sessions::generation.eq(generation))
            .filter(sessions::ended_at.is_null())
            .set((
                sessions::generation.eq(generation + 1),
                sessions::acknowledged_at.eq(None::<String>),
                sessions::rotations.eq(ROTATIONS.as_slice()),
                sessions::expires_at.eq(LATER),
            ))
            .execute(conn)?;
        AnsiTransactionManager::commit_transaction(conn)?;
        Ok(generation + 1)
    }
}

/// As many as Parlor takes.
fn connections() -> u32 {
    let cores = available_parallelism().map_or(1, NonZero::get);
    u32::try_from(cores * 2).unwrap_or(4).max(4)
}

/// Fills a database that Parlor has made.
pub fn seed(database: &str) -> Result<(), Box<dyn Error>> {
    match Link::open(database)? {
        Link::Postgres(mut conn) => conn.batch_execute(include_str!("../seed/postgres.sql"))?,
        Link::Sqlite(mut conn) => conn.batch_execute(include_str!("../seed/sqlite.sql"))?,
    }
    Ok(())
}

/// Runs statements from a file.
pub fn run(database: &str, sql: &str) -> Result<(), Box<dyn Error>> {
    on!(&mut Link::open(database)?, |conn| conn.batch_execute(sql))?;
    Ok(())
}

/// How often a row of a message's size can be inserted and committed, one after the other, in a table of its own
/// that is gone afterwards.
pub fn inserts_per_second(database: &str, seconds: u64) -> Result<f64, Box<dyn Error>> {
    let Link::Sqlite(mut conn) = Link::open(database)? else { return Err("for SQLite only".into()) };
    conn.batch_execute(
        "CREATE TABLE bare_messages (id INTEGER PRIMARY KEY, conversation_id BIGINT NOT NULL, \
         sender_id BIGINT NOT NULL, text TEXT NOT NULL, sent_at TEXT NOT NULL)",
    )?;
    let begun = Instant::now();
    let mut inserted = 0_u32;
    while begun.elapsed() < Duration::from_secs(seconds) {
        AnsiTransactionManager::begin_transaction_sql(&mut conn, "BEGIN IMMEDIATE")?;
        diesel::sql_query(
            "INSERT INTO bare_messages (conversation_id, sender_id, text, sent_at) VALUES \
             (7, 7, 'what one says to the other in a game, now and then', '2026-11-26 00:00:00.000000')",
        )
        .execute(&mut conn)?;
        AnsiTransactionManager::commit_transaction(&mut conn)?;
        inserted += 1;
    }
    let rate = f64::from(inserted) / begun.elapsed().as_secs_f64();
    conn.batch_execute("DROP TABLE bare_messages")?;
    Ok(rate)
}
