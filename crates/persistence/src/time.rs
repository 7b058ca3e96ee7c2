//! How an instant is stored: `timestamptz` on Postgres, text of fixed width on SQLite.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Text, Timestamptz};
use diesel::sqlite::Sqlite;
use parlor_domain::Timestamp;

/// The column type, one name for both databases.
#[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Text"))]
pub struct UtcTs;

impl diesel::sql_types::SqlOrd for UtcTs {}

/// An instant on its way to or from a column. A type of our own, because diesel's blanket implementations
/// leave no room for one on a foreign type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = UtcTs)]
pub struct Ts(pub Timestamp);

/// Fixed width, so that the order of the texts is that of the instants.
const FORMAT: &str = "%Y-%m-%d %H:%M:%S%.6f";

impl ToSql<UtcTs, Pg> for Ts {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <DateTime<Utc> as ToSql<Timestamptz, Pg>>::to_sql(&self.0.utc(), &mut out.reborrow())
    }
}

impl FromSql<UtcTs, Pg> for Ts {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<Timestamptz, Pg>>::from_sql(value).map(|instant| Self(instant.into()))
    }
}

impl ToSql<UtcTs, Sqlite> for Ts {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.utc().naive_utc().format(FORMAT).to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<UtcTs, Sqlite> for Ts {
    fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        let instant = read(&text).ok_or_else(|| format!("no instant: {text:?}"))?;
        Ok(Self(instant.and_utc().into()))
    }
}

/// Where [`FORMAT`] has something else than a digit.
const SEPARATORS: [(usize, u8); 6] = [(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':'), (19, b'.')];

/// Reads [`FORMAT`], each number at its place: chrono would read the format anew for each of the six and more
/// instants of a row.
fn read(text: &str) -> Option<NaiveDateTime> {
    let bytes: &[u8; 26] = text.as_bytes().try_into().ok()?;
    if SEPARATORS.iter().any(|(at, separator)| bytes.get(*at) != Some(separator)) {
        return None;
    }
    let part = |place: Range<usize>| number(bytes.get(place)?);
    let date = NaiveDate::from_ymd_opt(part(0..4)?.try_into().ok()?, part(5..7)?, part(8..10)?)?;
    date.and_hms_micro_opt(part(11..13)?, part(14..16)?, part(17..19)?, part(20..26)?)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number * 10 + char::from(*digit).to_digit(10)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for micros in
            [0, 1, 999_999, 1_000_000, 951_782_399_123_456, 1_893_456_000_000_007, 253_402_300_799_999_999]
        {
            let instant = DateTime::from_timestamp_micros(micros).unwrap().naive_utc();
            let text = instant.format(FORMAT).to_string();
            assert_eq!(read(&text), Some(instant), "{text}");
        }
    }

    #[test]
    fn what_is_no_instant_is_not_read() {
        let refused = [
            "",
            "2026-11-21",
            "2026-11-21 08:00:00",
            "2026-11-21T08:00:00.000000",
            "2026-11-21 08:00:00.00000",
            "2026-11-21 08:00:00.0000000",
            "2026-02-29 08:00:00.000000",
            "2026-11-21 24:00:00.000000",
            "2026-11-21 08:00:0x.000000",
            "-026-11-21 08:00:00.000000",
            "2026-11-21 08:00:00.+00000",
        ];
        for text in refused {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
