//! Whether somebody is there, and when they last were.

use crate::Timestamp;

/// A running service among those of one database, by a number drawn at its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InstanceId(pub i64);

impl InstanceId {
    /// The number that random bytes draw.
    #[must_use]
    pub fn drawn(bytes: [u8; 8]) -> Self {
        Self(i64::from_be_bytes(bytes))
    }
}

/// Whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// A socket of theirs is open, on an instance that lives.
    Online,
    /// None is.
    Offline {
        /// When they last were, if they ever were.
        last_seen: Option<Timestamp>,
    },
}

impl Presence {
    /// What follows from the longest lease of the instances at which somebody has sockets open, if there are any, and
    /// from what was noted when they were away: of an instance whose lease is over nothing is known but that it had one.
    #[must_use]
    pub fn of(leased_until: Option<Timestamp>, noted: Option<Timestamp>, now: Timestamp) -> Self {
        if leased_until.is_some_and(|until| until > now) {
            Self::Online
        } else {
            Self::Offline { last_seen: leased_until.max(noted) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_there_while_a_lease_lasts_and_was_last_seen_at_its_end_or_later() {
        let at = Timestamp::from_micros;
        let (early, late) = (at(1), at(9));
        let presence = |leased_until, noted| Presence::of(leased_until, noted, at(5).unwrap());
        let away = |last_seen| Presence::Offline { last_seen };
        assert_eq!(presence(late, None), Presence::Online);
        assert_eq!(presence(late, early), Presence::Online);
        assert_eq!(presence(at(5), at(3)), away(at(5)));
        assert_eq!(presence(early, at(3)), away(at(3)));
        assert_eq!(presence(None, early), away(early));
        assert_eq!(presence(None, None), away(None));
    }
}
