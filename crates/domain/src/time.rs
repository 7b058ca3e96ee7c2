//! The instant as everything in Parlor knows it. Must not know a clock: see [`crate::ports::Clock`].

use std::ops::{Add, Sub};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};

/// A UTC instant, cut to microseconds: what both databases keep, so that an instant read back equals
/// the one written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self(DateTime::UNIX_EPOCH);

    /// The last instant that every database keeps: the end of the year 9999.
    pub const LAST: Self = match DateTime::from_timestamp_micros(253_402_300_799_999_999) {
        Some(last) => Self(last),
        None => Self::EPOCH,
    };

    /// The instant so many microseconds after 1970-01-01T00:00:00Z; `None` outside chrono's range.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        DateTime::from_timestamp_micros(micros).map(Self)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, as JWT claims count (RFC 7519, NumericDate).
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.timestamp()
    }

    /// The same instant for chrono.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// The instant as RFC 3339 writes it, to the microsecond: `2026-11-21T08:30:00.000000Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Micros, true)
    }

    /// Reads an instant as RFC 3339 writes it, in any time zone; `None` for what is none, or lies outside the
    /// years 1970 to 9999, about which not every database can be asked.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let read = Self::from(DateTime::parse_from_rfc3339(text).ok()?.to_utc());
        (0..=253_402_300_799_999_999).contains(&read.micros()).then_some(read)
    }

    /// How long ago `earlier` was; zero if it lies ahead.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        (self.0 - earlier.0).to_std().unwrap_or(Duration::ZERO)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.trunc_subsecs(6))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    /// Stops at the end of chrono's range instead of wrapping.
    fn add(self, span: Duration) -> Self {
        let later = TimeDelta::from_std(span).ok().and_then(|span| self.0.checked_add_signed(span));
        later.unwrap_or(DateTime::<Utc>::MAX_UTC).into()
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    /// Stops at the beginning of chrono's range instead of wrapping.
    fn sub(self, span: Duration) -> Self {
        let earlier = TimeDelta::from_std(span).ok().and_then(|span| self.0.checked_sub_signed(span));
        earlier.unwrap_or(DateTime::<Utc>::MIN_UTC).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_cut_to_microseconds() {
        let precise = DateTime::from_timestamp(1_000, 123_456_789).unwrap();
        assert_eq!(Timestamp::from(precise).micros(), 1_000_123_456);
        assert_eq!(Timestamp::from_micros(1_000_123_456), Some(precise.into()));
    }

    #[test]
    fn an_instant_is_read_in_any_time_zone_within_the_years_that_can_be_stored() {
        let read = |text| Timestamp::parse_rfc3339(text).map(Timestamp::rfc3339);
        assert_eq!(read("2026-11-26T09:30:00+01:00").as_deref(), Some("2026-11-26T08:30:00.000000Z"));
        for odd in
            ["", "2026-11-26", "2026-11-26T25:00:00Z", "1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"]
        {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_time_since_a_later_instant_is_zero() {
        let now = Timestamp::from_micros(5_000_000).unwrap();
        assert_eq!(now.since(now - Duration::from_secs(2)), Duration::from_secs(2));
        assert_eq!(now.since(now + Duration::from_secs(2)), Duration::ZERO);
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        let now = Timestamp::from_micros(0).unwrap();
        assert!(now + Duration::MAX > now);
        assert!(now - Duration::MAX < now);
    }
}
