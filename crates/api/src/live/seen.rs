//! Who used a session lately. Every request says so, and only a few of them may cost a write: somebody is told of
//! once, and then no more for some minutes.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use parlor_domain::AccountId;

/// How long nobody is told of twice.
const EVERY: Duration = Duration::from_secs(300);
/// How many are told of at once: the more it is, the longer others wait to write.
const AT_ONCE: usize = 2_000;

#[derive(Default)]
pub(super) struct Seen(Mutex<Lists>);

#[derive(Default)]
struct Lists {
    /// Those who have been told of, or will be.
    known: HashSet<AccountId>,
    untold: Vec<AccountId>,
    since: Option<Instant>,
}

impl Seen {
    pub fn note(&self, account: AccountId) {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lists.known.insert(account) {
            lists.untold.push(account);
        }
    }

    /// Some of those who are to be told of.
    pub fn take(&self) -> Vec<AccountId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take(Instant::now())
    }
}

impl Lists {
    fn take(&mut self, now: Instant) -> Vec<AccountId> {
        let since = *self.since.get_or_insert(now);
        if now.duration_since(since) >= EVERY {
            self.since = Some(now);
            self.known = self.untold.iter().copied().collect();
        }
        let left = self.untold.len().saturating_sub(AT_ONCE);
        self.untold.split_off(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(seen: &Seen, accounts: impl IntoIterator<Item = i64>) {
        accounts.into_iter().for_each(|account| seen.note(AccountId(account)));
    }

    fn take(seen: &Seen, now: Instant) -> usize {
        seen.0.lock().unwrap().take(now).len()
    }

    #[test]
    fn however_often_somebody_is_seen_they_are_told_of_once_in_five_minutes() {
        let (seen, begun) = (Seen::default(), Instant::now());
        note(&seen, [1, 1, 2, 1]);
        assert_eq!(take(&seen, begun), 2);
        note(&seen, [1, 2, 3]);
        assert_eq!(take(&seen, begun + Duration::from_secs(299)), 1);
        note(&seen, [1, 2, 3]);
        assert_eq!(take(&seen, begun + EVERY), 0);
        note(&seen, [1, 2, 3]);
        assert_eq!(take(&seen, begun + EVERY), 3);
    }

    #[test]
    fn not_many_are_told_of_at_once_and_none_is_forgotten() {
        let (seen, begun) = (Seen::default(), Instant::now());
        note(&seen, 0..4_500);
        assert_eq!(
            [0, 1, EVERY.as_secs(), EVERY.as_secs()]
                .map(|after| take(&seen, begun + Duration::from_secs(after))),
            [2_000, 2_000, 500, 0]
        );
    }
}
