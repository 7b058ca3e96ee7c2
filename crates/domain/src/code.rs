//! The rules of emailed codes: how often one is sent, and how often one may be guessed, as functions of
//! counters and the time. Must not know how a counter is stored or locked; whoever calls these holds its row
//! until the new one is written.

use std::time::Duration;

use crate::{AccountId, CanonicalKey, ClientAddress, ClientKind, CodePurpose, CodeText, Timestamp};

/// How long codes live, and how much may be asked of them.
#[derive(Debug, Clone, Copy)]
pub struct CodePolicy {
    /// How long a code lives.
    pub ttl: Duration,
    /// How many tries may be wrong; with the last of them the codes that live are dead.
    pub max_attempts: u32,
    /// How long to wait before another is sent.
    pub resend_after: Duration,
    /// How many mails go to one address within [`CodePolicy::WINDOW`]; `None` for any number.
    pub max_mails: Option<u32>,
}

impl CodePolicy {
    /// The span over which mails and wrong tries are counted.
    pub const WINDOW: Duration = Duration::from_secs(3_600);
    /// How many mails within the window are enough for anybody.
    pub const USUAL_MAILS: u32 = 5;
    /// How many wrong tries within the window are enough for anybody.
    pub const MAX_WRONG: u32 = 20;
    /// How many codes of one purpose live at a time, so that asking for another does not kill the one that is
    /// being typed.
    pub const LIVE: usize = 2;
    /// How long a code that is over is told from a wrong one.
    pub const REMEMBERED: Duration = Duration::from_secs(24 * 3_600);
}

impl CodeText {
    /// The code that random bytes draw. Of 64 bits so few are lost to the remainder that no code is likelier
    /// than another by more than one part in 10^13.
    #[must_use]
    pub fn drawn(bytes: [u8; 8]) -> Self {
        Self::of_number(u64::from_be_bytes(bytes) % 1_000_000)
    }

    /// Reads what somebody typed: six digits, or fewer where leading zeros were lost on the way.
    #[must_use]
    pub fn typed(raw: &str) -> Option<Self> {
        let is_number =
            (1..=Self::DIGITS).contains(&raw.len()) && raw.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| raw.parse().ok().map(Self::of_number))?
    }
}

/// What is stored of a code: a hash with a key that a copy of the database does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeDigest(pub Vec<u8>);

/// Whose codes a counter is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CodeSubject {
    /// An address, whether or not an account has it: so that counting tells nothing.
    Address(CanonicalKey),
    /// An account, within its own session.
    Account(AccountId),
    /// Whoever comes from an address, where a code does not say whose it is.
    Client(ClientAddress),
    /// Everybody together.
    Everybody,
}

/// What a counter counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CodeScope {
    /// When the last code of a purpose was sent, and the tries since.
    Purpose(CodePurpose),
    /// Mails and wrong tries of all purposes, within a window.
    Window,
    /// Wrong guesses at codes that do not say whose they are, by [`crate::Guesses`].
    Guesses,
    /// Nothing: it is held so that sign-ups are begun one after the other.
    Waiting,
}

/// Which counter is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CodeCounterKey {
    /// Whose codes.
    pub subject: CodeSubject,
    /// What it counts.
    pub scope: CodeScope,
    /// For whom: known clients and strangers count apart.
    pub client: ClientKind,
}

/// A counter as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodeCounter {
    /// When the last code was sent, or when the window began.
    pub since: Option<Timestamp>,
    /// How many mails were sent.
    pub mails: u32,
    /// How many tries were taken.
    pub tries: u32,
}

impl CodeCounter {
    /// Sends another code of a purpose: the tries begin anew.
    ///
    /// # Errors
    /// How long to wait.
    pub fn send(self, policy: &CodePolicy, now: Timestamp) -> Result<Self, Duration> {
        match self.since.map(|sent| sent + policy.resend_after) {
            Some(again) if again > now => Err(again.since(now)),
            _ => Ok(Self { since: Some(now), mails: 0, tries: 0 }),
        }
    }

    /// Takes one of the tries that the codes of a purpose have; `None` if there are none left.
    #[must_use]
    pub fn try_code(self, policy: &CodePolicy) -> Option<Self> {
        (self.tries < policy.max_attempts).then(|| Self { tries: self.tries + 1, ..self })
    }

    /// Takes one of the mails of a window.
    ///
    /// # Errors
    /// How long to wait.
    pub fn mail(self, policy: &CodePolicy, now: Timestamp) -> Result<Self, Duration> {
        let counter = self.of_window(now);
        match (policy.max_mails, counter.since) {
            (Some(most), Some(began)) if counter.mails >= most => {
                Err((began + CodePolicy::WINDOW).since(now))
            }
            _ => Ok(Self { mails: counter.mails.saturating_add(1), ..counter }),
        }
    }

    /// Takes one of the wrong tries of a window; `None` if there are none left.
    #[must_use]
    pub fn try_within_window(self, now: Timestamp) -> Option<Self> {
        let counter = self.of_window(now);
        (counter.tries < CodePolicy::MAX_WRONG).then(|| Self { tries: counter.tries + 1, ..counter })
    }

    /// The same without the try that was taken last: it was not wrong.
    #[must_use]
    pub fn give_back(self) -> Self {
        Self { tries: self.tries.saturating_sub(1), ..self }
    }

    fn of_window(self, now: Timestamp) -> Self {
        let goes_on = self.since.is_some_and(|began| now.since(began) < CodePolicy::WINDOW);
        if goes_on { self } else { Self { since: Some(now), mails: 0, tries: 0 } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: CodePolicy = CodePolicy {
        ttl: Duration::from_secs(600),
        max_attempts: 5,
        resend_after: Duration::from_secs(30),
        max_mails: Some(5),
    };

    fn at(seconds: u64) -> Timestamp {
        Timestamp::EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn s15_codes_are_evenly_spread() {
        let mut seen = [0_u32; 10];
        let mut state: u64 = 7;
        for _ in 0..20_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mixed = (state ^ (state >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
            for digit in CodeText::drawn(mixed.to_be_bytes()).expose().bytes() {
                seen[usize::from(digit - b'0')] += 1;
            }
        }
        for (digit, times) in seen.into_iter().enumerate() {
            assert!((11_500..12_500).contains(&times), "{digit}: {times}");
        }
    }

    #[test]
    fn a_number_that_lost_its_leading_zeros_still_matches() {
        assert_eq!(CodeText::typed("48213"), CodeText::parse("048213"));
        assert_eq!(CodeText::typed("0"), CodeText::parse("000000"));
        for raw in ["", "1234567", "12a", "-1", "+1", " 1", "１２３"] {
            assert_eq!(CodeText::typed(raw), None, "{raw:?}");
        }
    }

    #[test]
    fn another_code_waits_and_begins_the_tries_anew() {
        let sent = CodeCounter::default().send(&POLICY, at(0)).unwrap();
        assert_eq!(sent.send(&POLICY, at(29)), Err(Duration::from_secs(1)));
        let tried = sent.try_code(&POLICY).unwrap();
        assert_eq!(tried.send(&POLICY, at(30)).unwrap().tries, 0);
    }

    #[test]
    fn s14_the_sixth_try_is_not_taken() {
        let mut counter = CodeCounter::default().send(&POLICY, at(0)).unwrap();
        for _ in 0..5 {
            counter = counter.try_code(&POLICY).unwrap();
        }
        assert_eq!(counter.try_code(&POLICY), None);
        assert!(counter.give_back().try_code(&POLICY).is_some());
    }

    #[test]
    fn a_window_has_five_mails_and_twenty_wrong_tries() {
        let mut counter = CodeCounter::default();
        for _ in 0..5 {
            counter = counter.mail(&POLICY, at(0)).unwrap();
        }
        assert_eq!(counter.mail(&POLICY, at(3_000)), Err(Duration::from_secs(600)));
        assert_eq!(counter.mail(&CodePolicy { max_mails: None, ..POLICY }, at(3_000)).unwrap().mails, 6);
        for _ in 0..20 {
            counter = counter.try_within_window(at(10)).unwrap();
        }
        assert_eq!(counter.try_within_window(at(3_599)), None);
        assert_eq!(counter.try_within_window(at(3_600)).unwrap().tries, 1);
        assert_eq!(counter.mail(&POLICY, at(3_600)).unwrap().mails, 1);
    }
}
