//! When wrong passwords keep somebody waiting: the rule, as a function of a counter and the time.
//!
//! Must not know how a counter is stored or locked; whoever calls [`Attempts::judge`] holds the counter's
//! row until the new one is written.

use std::time::Duration;

use crate::{AccountId, CanonicalKey, EmailAddress, KnownClient, Timestamp, Username};

/// The name or address that somebody gave at sign-in: any text at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    key: CanonicalKey,
    is_address: bool,
}

impl Login {
    /// Beyond so many bytes nothing is anybody's name, and is taken as it is: folding it would be work that
    /// a stranger can ask for.
    const LONGEST: usize = 4 * EmailAddress::MAX_LENGTH;

    /// Reads what was given. Nothing is refused: an impossible name is one that no account has.
    #[must_use]
    pub fn parse(raw: &str) -> Self {
        if raw.len() > Self::LONGEST {
            return Self { key: CanonicalKey::stored(raw.to_owned()), is_address: false };
        }
        match EmailAddress::parse(raw) {
            Ok(email) => Self { key: email.key().clone(), is_address: true },
            Err(_) => Self { key: CanonicalKey::of(raw), is_address: false },
        }
    }

    /// What accounts are looked up by.
    #[must_use]
    pub fn key(&self) -> &CanonicalKey {
        &self.key
    }

    /// Whether it reads as an email address. A username never does, unless it is the account's own email.
    #[must_use]
    pub fn is_address(&self) -> bool {
        self.is_address
    }
}

impl From<&EmailAddress> for Login {
    fn from(email: &EmailAddress) -> Self {
        Self { key: email.key().clone(), is_address: true }
    }
}

/// A name that is its account's own email reads as that address.
impl From<&Username> for Login {
    fn from(username: &Username) -> Self {
        Self { key: username.key().clone(), is_address: username.key().as_str().contains('@') }
    }
}

/// What wrong passwords are counted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LoginKey {
    /// The account, when the name given belongs to one: all its names count together.
    Account(AccountId),
    /// The PIN of an account: it locks by itself.
    Pin(AccountId),
    /// The name itself, when it belongs to nobody: it locks in the same way, so that a lock tells nothing.
    Name(CanonicalKey),
}

impl LoginKey {
    /// The key for what was found under a login.
    #[must_use]
    pub fn of(found: Option<AccountId>, login: &Login) -> Self {
        found.map_or_else(|| Self::Name(login.key().clone()), Self::Account)
    }
}

/// Who tries, as far as counting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClientKind {
    /// Anybody: all strangers share one counter per key.
    Stranger,
    /// Somebody within a session of the account itself.
    SignedIn,
    /// A client from which this account signed in of late; it counts apart, so that strangers cannot keep
    /// an owner out.
    Known(KnownClient),
}

/// Whether the password given was the stored one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It was.
    Right,
    /// It was not, or there is nothing to compare with.
    Wrong,
}

/// What a try comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The password was right and nothing stands in the way.
    Right,
    /// The password was wrong.
    Wrong,
    /// The password was wrong, and one too many: it is itself answered as locked.
    Locks {
        /// When the next try counts again.
        until: Timestamp,
    },
    /// There were too many wrong ones before; a right one does not help either.
    Locked {
        /// When the next try counts again.
        until: Timestamp,
    },
}

/// How many wrong passwords are too many, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct LockoutPolicy {
    /// Wrong passwords in a row that lock; the last of them is itself answered as locked.
    pub failures: u32,
    /// How long a lock lasts, and how long a failure counts.
    pub duration: Duration,
}

/// One counter: the wrong passwords in a row for one key from one kind of client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempts {
    /// Wrong passwords in a row.
    pub failures: u32,
    /// When the last of them came.
    pub last_failed_at: Option<Timestamp>,
    /// Set by the one that was too many.
    pub locked_until: Option<Timestamp>,
}

impl Attempts {
    /// The end of the lock that holds now, if one does.
    #[must_use]
    pub fn locked(&self, now: Timestamp) -> Option<Timestamp> {
        self.locked_until.filter(|until| *until > now)
    }

    /// Counts one try and says what it comes to.
    ///
    /// While locked nothing changes, so tries do not extend a lock. A right password sets the count back.
    #[must_use]
    pub fn judge(self, outcome: Match, policy: &LockoutPolicy, now: Timestamp) -> (Self, Verdict) {
        if let Some(until) = self.locked(now) {
            return (self, Verdict::Locked { until });
        }
        if outcome == Match::Right {
            return (Self::default(), Verdict::Right);
        }
        let fresh = self.last_failed_at.is_some_and(|last| now.since(last) < policy.duration);
        let counted = if fresh && self.locked_until.is_none() { self.failures } else { 0 };
        let failures = counted.saturating_add(1);
        let locked_until = (failures >= policy.failures).then(|| now + policy.duration);
        let verdict = locked_until.map_or(Verdict::Wrong, |until| Verdict::Locks { until });
        (Self { failures, last_failed_at: Some(now), locked_until }, verdict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: LockoutPolicy = LockoutPolicy { failures: 5, duration: Duration::from_secs(900) };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000).unwrap()
    }

    fn after(tries: &[(i64, Match)]) -> (Attempts, Verdict) {
        tries.iter().fold((Attempts::default(), Verdict::Right), |(attempts, _), (seconds, outcome)| {
            attempts.judge(*outcome, &POLICY, at(*seconds))
        })
    }

    const WRONG_AT: fn(i64) -> (i64, Match) = |seconds| (seconds, Match::Wrong);

    #[test]
    fn the_fifth_wrong_password_in_a_row_is_answered_as_locked() {
        let tries = [1, 2, 3, 4, 5].map(WRONG_AT);
        assert_eq!(after(&tries[..4]).1, Verdict::Wrong);
        assert_eq!(after(&tries).1, Verdict::Locks { until: at(905) });
    }

    #[test]
    fn a_lock_holds_for_the_right_password_and_is_not_extended_by_tries() {
        let (locked, _) = after(&[1, 2, 3, 4, 5].map(WRONG_AT));
        for outcome in [Match::Right, Match::Wrong] {
            assert_eq!(locked.judge(outcome, &POLICY, at(904)), (locked, Verdict::Locked { until: at(905) }));
        }
        assert_eq!(locked.judge(Match::Right, &POLICY, at(905)).1, Verdict::Right);
        let (again, verdict) = locked.judge(Match::Wrong, &POLICY, at(905));
        assert_eq!((again.failures, verdict), (1, Verdict::Wrong), "the count starts anew after a lock");
    }

    #[test]
    fn a_right_password_sets_the_count_back() {
        let (attempts, verdict) =
            after(&[WRONG_AT(1), WRONG_AT(2), WRONG_AT(3), WRONG_AT(4), (5, Match::Right)]);
        assert_eq!((attempts, verdict), (Attempts::default(), Verdict::Right));
    }

    #[test]
    fn failures_older_than_the_duration_no_longer_count() {
        let early = [1, 2, 3, 4].map(WRONG_AT);
        assert_eq!(after(&[&early[..], &[WRONG_AT(903)]].concat()).1, Verdict::Locks { until: at(1803) });
        assert_eq!(after(&[&early[..], &[WRONG_AT(904)]].concat()).1, Verdict::Wrong);
    }

    #[test]
    fn a_login_reads_as_an_address_or_as_a_name() {
        assert_eq!(Login::parse("User@Example.COM").key().as_str(), "user@example.com");
        assert!(Login::parse("User@Example.COM").is_address());
        assert_eq!(Login::parse("John SMITH").key().as_str(), "john smith");
        assert!(!Login::parse("no@where@all").is_address());
    }
}
