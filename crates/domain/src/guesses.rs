//! The rules of codes that are shown without saying whose they are: whoever guesses one guesses at every sign-up
//! that waits, so guesses are counted by where they come from. As for other codes, functions of counters and the
//! time; whoever calls these holds the counter's row until the new one is written.

use std::time::Duration;

use crate::{ClientAddress, CodeCounter, Timestamp};

/// How much may be asked of codes that name no account.
#[derive(Debug, Clone, Copy)]
pub struct Guesses;

impl Guesses {
    /// The span over which wrong guesses are counted. It begins with the first of them.
    pub const WINDOW: Duration = Duration::from_secs(600);
    /// How many wrong guesses from one address are enough; then it waits for the window's end.
    pub const FROM_ONE: u32 = 10;
    /// How many are where the address is not known, since all who come through one proxy share them.
    pub const FROM_UNKNOWN: u32 = 500;
    /// After how many from everywhere a code is only good where it was asked for.
    pub const FROM_ALL: u32 = 1_000;
    /// How many sign-ups may wait for such a code at a time: the more there are, the likelier is a lucky guess.
    pub const WAITING: usize = 5_000;

    /// How many wrong guesses an address has.
    #[must_use]
    pub fn allowed(address: ClientAddress) -> u32 {
        match address {
            ClientAddress::Known(_) => Self::FROM_ONE,
            ClientAddress::Unknown => Self::FROM_UNKNOWN,
        }
    }
}

impl CodeCounter {
    /// Takes one of `most` guesses.
    ///
    /// # Errors
    /// How long to wait.
    pub fn guess(self, most: u32, now: Timestamp) -> Result<Self, Duration> {
        let counter = self.of_guesses(now);
        match counter.since {
            Some(began) if counter.tries >= most => Err((began + Guesses::WINDOW).since(now)),
            _ => Ok(Self { tries: counter.tries.saturating_add(1), ..counter }),
        }
    }

    /// How many wrong guesses were counted in the window that goes on.
    #[must_use]
    pub fn guesses(self, now: Timestamp) -> u32 {
        self.of_guesses(now).tries
    }

    fn of_guesses(self, now: Timestamp) -> Self {
        let goes_on = self.since.is_some_and(|began| now.since(began) < Guesses::WINDOW);
        if goes_on { self } else { Self { since: Some(now), mails: 0, tries: 0 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn s14_after_ten_wrong_guesses_an_address_waits_until_ten_minutes_after_the_first() {
        let mut counter = CodeCounter::default();
        for second in 0..10 {
            counter = counter.guess(Guesses::FROM_ONE, at(second)).unwrap();
        }
        assert_eq!(counter.guess(Guesses::FROM_ONE, at(10)), Err(Duration::from_secs(590)));
        assert_eq!(counter.guess(Guesses::FROM_ONE, at(599)), Err(Duration::from_secs(1)));
        assert_eq!(counter.guess(Guesses::FROM_ONE, at(600)).unwrap().tries, 1);
    }

    #[test]
    fn a_guess_that_was_right_is_given_back() {
        let counter = CodeCounter::default().guess(1, at(0)).unwrap();
        assert!(counter.guess(1, at(0)).is_err());
        assert!(counter.give_back().guess(1, at(0)).is_ok());
    }

    #[test]
    fn what_was_guessed_from_everywhere_is_counted_for_ten_minutes() {
        let mut counter = CodeCounter::default();
        for _ in 0..1_000 {
            counter = counter.guess(u32::MAX, at(5)).unwrap();
        }
        assert_eq!((counter.guesses(at(604)), counter.guesses(at(605))), (1_000, 0));
    }

    #[test]
    fn s26_whoever_comes_through_an_unknown_proxy_shares_many_guesses() {
        assert_eq!(Guesses::allowed(ClientAddress::Unknown), 500);
        let one = ClientAddress::Known(crate::Network::parse("192.0.2.1").unwrap());
        assert_eq!(Guesses::allowed(one), 10);
    }
}
