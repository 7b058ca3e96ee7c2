//! What each signing key of an algorithm does at a moment, told from the times at which the keys were made.
//! Must not know the keys themselves.

use std::time::Duration;

use parlor_domain::Timestamp;

/// How long a new key is published before it signs: until then every instance has looked for keys, and
/// every other back end has asked for them again.
pub const PUBLISHED_FIRST: Duration = Duration::from_secs(3_600);

/// How much later than it should an instance may still sign with the old key: it looks once a minute, and
/// not at all while its database is away.
const LEEWAY: Duration = Duration::from_secs(5 * 60);

/// What a signing key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    /// It is published, and will sign.
    Announced,
    /// It signs and verifies.
    Signs,
    /// Another one signs; tokens that it signed may still be good.
    Verifies,
    /// No token that it signed is good any more.
    Over,
}

/// What the keys made at these times, oldest first, do at `now`. The oldest signs until the one after it has
/// been published long enough, and verifies until the last token that it signed has ended.
pub(super) fn duties(made_at: &[Timestamp], access_ttl: Duration, now: Timestamp) -> Vec<Duty> {
    let signs_from = |at: &Timestamp| *at + PUBLISHED_FIRST;
    let mut is_first = true;
    let mut later = made_at.iter();
    let each = made_at.iter().map(|at| {
        later.next();
        let is_due = std::mem::take(&mut is_first) || signs_from(at) <= now;
        match later.clone().next().map(signs_from) {
            Some(superseded) if superseded + access_ttl + LEEWAY <= now => Duty::Over,
            Some(superseded) if superseded <= now => Duty::Verifies,
            _ if is_due => Duty::Signs,
            _ => Duty::Announced,
        }
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::Duty::{Announced, Over, Signs, Verifies};
    use super::*;

    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const ACCESS_TTL: Duration = Duration::from_secs(50 * MINUTE);
    /// How long a key verifies after it has signed for the last time.
    const VERIFIES_FOR: u64 = 55 * MINUTE;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_micros(1_893_456_000_000_000).unwrap() + Duration::from_secs(seconds)
    }

    /// The duties of keys made so many seconds after the beginning.
    fn duties_at(made_at: &[u64], now: u64) -> Vec<Duty> {
        let made_at: Vec<_> = made_at.iter().map(|seconds| at(*seconds)).collect();
        duties(&made_at, ACCESS_TTL, at(now))
    }

    #[test]
    fn the_first_key_signs_from_the_moment_it_is_made_and_for_as_long_as_it_is_alone() {
        for now in [0, 1, HOUR, 1_000 * HOUR] {
            assert_eq!(duties_at(&[0], now), [Signs]);
        }
        assert_eq!(duties(&[at(0)], ACCESS_TTL, at(0) - PUBLISHED_FIRST), [Signs], "by a clock set back");
    }

    #[test]
    fn s38_a_new_key_is_published_for_an_hour_before_it_signs() {
        let made = 10 * HOUR;
        for now in [made, made + 1, made + HOUR - 1] {
            assert_eq!(duties_at(&[0, made], now), [Signs, Announced], "{now}");
        }
        assert_eq!(duties_at(&[0, made], made + HOUR), [Verifies, Signs]);
    }

    #[test]
    fn s38_the_old_key_verifies_until_its_last_token_has_ended_and_then_not() {
        let signs = 11 * HOUR;
        let last = signs + VERIFIES_FOR;
        for now in [signs, last - 1] {
            assert_eq!(duties_at(&[0, signs - HOUR], now), [Verifies, Signs], "{now}");
        }
        for now in [last, last + 1_000 * HOUR] {
            assert_eq!(duties_at(&[0, signs - HOUR], now), [Over, Signs], "{now}");
        }
    }

    #[test]
    fn of_keys_made_in_quick_succession_each_has_its_turn() {
        let made = [0, 2 * HOUR, 2 * HOUR + MINUTE];
        assert_eq!(duties_at(&made, 2 * HOUR + MINUTE), [Signs, Announced, Announced]);
        assert_eq!(duties_at(&made, 3 * HOUR), [Verifies, Signs, Announced]);
        assert_eq!(duties_at(&made, 3 * HOUR + MINUTE), [Verifies, Verifies, Signs]);
        assert_eq!(duties_at(&made, 3 * HOUR + VERIFIES_FOR), [Over, Verifies, Signs]);
        assert_eq!(duties_at(&made, 3 * HOUR + MINUTE + VERIFIES_FOR), [Over, Over, Signs]);
    }

    #[test]
    fn at_every_moment_exactly_one_key_signs() {
        let made = [0, 5, HOUR, HOUR, 3 * HOUR, 10 * HOUR];
        for now in (0..20 * HOUR).step_by(7 * 60) {
            let there: Vec<_> = made.into_iter().filter(|made| *made <= now).collect();
            let signing = duties_at(&there, now).into_iter().filter(|duty| *duty == Signs).count();
            assert_eq!(signing, 1, "{now}");
        }
    }

    #[test]
    fn where_there_is_no_key_nothing_is_done() {
        assert_eq!(duties_at(&[], 0), []);
    }
}
