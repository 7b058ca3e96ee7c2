//! The leaderboard as rows: scores by an index of those that are listed, and how many there are of them by bands.
//!
//! The rank of a score is one more than there are better ones: those of its own band, by the index, and the counts of
//! the bands above, with the changes that are not in them yet. All of that is read by one statement, and so at one
//! moment; it is as much for a million accounts as for ten thousand, since bands are divided as they fill.

mod bands;
mod fold;
mod scores;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use parlor_community::ports::Leaderboard;
use parlor_domain::{AccountId, CanonicalKey, FileName, Place, Score, Standing, StoreError, Username};

use crate::link::{Link, on};
use crate::pool::Slot;
use crate::schema::{self, score_changes};
use crate::written::{Value, Written};

/// Account, score, its name and the key of that, its picture, and the rank where it was asked for.
type Row = (BigInt, BigInt, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<BigInt>);
type Found = (i64, i64, Option<String>, Option<String>, Option<String>, Option<i64>);

/// Who it is. A name that is the email is not shown to everybody.
macro_rules! who {
    () => {
        "CASE WHEN accounts.username_key = accounts.email_key THEN NULL ELSE accounts.username END, \
         accounts.username_key, avatars.file_name"
    };
}

const TOP: &str = concat!(
    "SELECT scores.account_id, scores.score, ",
    who!(),
    ", CAST(NULL AS BIGINT) FROM scores JOIN accounts ON accounts.id = scores.account_id \
     LEFT JOIN avatars ON avatars.account_id = scores.account_id \
     WHERE scores.is_listed ORDER BY scores.score DESC, scores.account_id LIMIT ?"
);

/// Some rows that stand one behind the other, with the rank of the first of them, and of the first that has another
/// score; all others follow from these two. `$page` gives account and score of each.
macro_rules! ranked {
    ($with:literal, $page:expr) => {
        concat!(
            "WITH ",
            $with,
            "page AS (",
            $page,
            "), numbered AS (SELECT account_id, score, dense_rank() OVER (ORDER BY score DESC) AS step, \
             row_number() OVER (PARTITION BY score ORDER BY account_id) AS nth FROM page), \
             bounded AS MATERIALIZED (SELECT account_id, score, CASE WHEN step <= 2 AND nth = 1 THEN coalesce(\
             (SELECT min(lower) FROM score_bands WHERE lower > numbered.score), 9007199254740992) END AS upper \
             FROM numbered) \
             SELECT bounded.account_id, bounded.score, ",
            who!(),
            ", CASE WHEN bounded.upper IS NOT NULL THEN 1 \
             + (SELECT count(*) FROM scores WHERE is_listed AND score > bounded.score AND score < bounded.upper) \
             + CAST((SELECT coalesce(sum(count), 0) FROM score_bands WHERE lower >= bounded.upper) AS BIGINT) \
             + CAST((SELECT coalesce(sum(change), 0) FROM score_changes WHERE score >= bounded.upper) AS BIGINT) END \
             FROM bounded JOIN accounts ON accounts.id = bounded.account_id \
             LEFT JOIN avatars ON avatars.account_id = bounded.account_id \
             ORDER BY bounded.score DESC, bounded.account_id"
        )
    };
}

/// Each half is one walk along the index.
const AFTER: &str = ranked!(
    "",
    "SELECT account_id, score FROM (SELECT * FROM (SELECT account_id, score FROM scores \
     WHERE is_listed AND score = ? AND account_id > ? ORDER BY account_id LIMIT ?) AS tied \
     UNION ALL SELECT * FROM (SELECT account_id, score FROM scores \
     WHERE is_listed AND score < ? ORDER BY score DESC, account_id LIMIT ?) AS worse) AS following \
     ORDER BY score DESC, account_id LIMIT ?"
);

const SLICE: &str = ranked!(
    "",
    "SELECT account_id, score FROM scores WHERE is_listed ORDER BY score DESC, account_id LIMIT ? OFFSET ?"
);

/// With nobody around, and so without a limit: where one is bound, Postgres plans the statement anew each time.
const OWN: &str = ranked!("", "SELECT account_id, score FROM scores WHERE account_id = ? AND is_listed");

const AROUND: &str = ranked!(
    "own AS (SELECT account_id, score FROM scores WHERE account_id = ? AND is_listed), ",
    "SELECT account_id, score FROM own UNION ALL \
     SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT account_id, score FROM scores WHERE is_listed \
     AND score = (SELECT score FROM own) AND account_id < (SELECT account_id FROM own) \
     ORDER BY account_id DESC LIMIT ?) AS tied UNION ALL SELECT * FROM (SELECT account_id, score FROM scores \
     WHERE is_listed AND score > (SELECT score FROM own) ORDER BY score, account_id DESC LIMIT ?) AS better) \
     AS preceding ORDER BY score, account_id DESC LIMIT ?) AS above UNION ALL \
     SELECT * FROM (SELECT * FROM (SELECT * FROM (SELECT account_id, score FROM scores WHERE is_listed \
     AND score = (SELECT score FROM own) AND account_id > (SELECT account_id FROM own) \
     ORDER BY account_id LIMIT ?) AS tied UNION ALL SELECT * FROM (SELECT account_id, score FROM scores \
     WHERE is_listed AND score < (SELECT score FROM own) ORDER BY score DESC, account_id LIMIT ?) AS worse) \
     AS following ORDER BY score DESC, account_id LIMIT ?) AS below"
);

impl Leaderboard for Slot {
    fn top(&mut self, limit: usize) -> Result<Vec<Standing>, StoreError> {
        self.standings(TOP, &[Value::Number(number(limit))])
    }

    fn after(&mut self, place: Place, limit: usize) -> Result<Vec<Standing>, StoreError> {
        let (score, limit) = (place.score.points(), number(limit));
        let values = [score, place.account.0, limit, score, limit, limit];
        self.standings(AFTER, &values.map(Value::Number))
    }

    fn slice(&mut self, offset: usize, limit: usize) -> Result<Vec<Standing>, StoreError> {
        self.standings(SLICE, &[limit, offset].map(|count| Value::Number(number(count))))
    }

    fn around(&mut self, account: AccountId, each_side: usize) -> Result<Vec<Standing>, StoreError> {
        if each_side == 0 {
            return self.standings(OWN, &[Value::Number(account.0)]);
        }
        let limit = number(each_side);
        let values = [account.0, limit, limit, limit, limit, limit, limit];
        self.standings(AROUND, &values.map(Value::Number))
    }

    fn score(&mut self, account: AccountId) -> Result<Option<Score>, StoreError> {
        let row = schema::scores::table.find(account.0).select(schema::scores::score);
        let points: Option<i64> = on!(&mut self.link, |conn| row.get_result(conn).optional())
            .map_err(|error| self.failed(error))?;
        let unreadable =
            |_| StoreError::Unreadable { table: "scores", column: "score", id: account.to_string() };
        points.map(|points| Score::parse(points).map_err(unreadable)).transpose()
    }

    fn is_behind(&mut self) -> Result<bool, StoreError> {
        let waiting = diesel::dsl::exists(score_changes::table.select(score_changes::id));
        on!(&mut self.link, |conn| diesel::select(waiting).get_result(conn))
            .map_err(|error| self.failed(error))
    }

    fn tidy(&mut self) -> Result<(), StoreError> {
        match &mut self.link {
            Link::Postgres(conn) => conn.batch_execute("VACUUM score_changes, score_bands"),
            Link::Sqlite(_) => Ok(()),
        }
        .map_err(|error| self.failed(error))
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Slot {
    fn standings(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<Standing>, StoreError> {
        let found: Vec<Found> = on!(&mut self.link, |conn| Written::<Row>::new(sql, values).load(conn))
            .map_err(|error| self.failed(error))?;
        rank(found)
    }
}

/// Gives each its rank: the first has its own or is the very first of all, and so has the first with another score;
/// behind that one, whoever has a worse score than the one before is as far behind it as stand between.
fn rank(found: Vec<Found>) -> Result<Vec<Standing>, StoreError> {
    let mut ranked: Vec<Standing> = Vec::with_capacity(found.len());
    // The rank that the row after the last one has, if its score is another.
    let mut next = 1;
    for (account, points, name, key, avatar, told) in found {
        let unreadable =
            |_| StoreError::Unreadable { table: "scores", column: "score", id: account.to_string() };
        let score = Score::parse(points).map_err(unreadable)?;
        let same = ranked.last().filter(|last| last.place.score == score).map(|last| last.rank);
        if let Some(told) = told {
            next = told;
        }
        ranked.push(Standing {
            place: Place { score, account: AccountId(account) },
            rank: same.unwrap_or(next),
            username: name.zip(key).map(|(text, key)| Username::stored(text, CanonicalKey::stored(key))),
            avatar: avatar.map(FileName::stored),
        });
        next += 1;
    }
    Ok(ranked)
}
