//! What two accounts are to each other, and how that changes. Must not know who may know of it.

use thiserror::Error;

use crate::{AccountId, Timestamp};

/// Two accounts, whichever of them is named first: one row stands for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    low: AccountId,
    high: AccountId,
}

impl Pair {
    /// `None` for one account, which is no pair.
    #[must_use]
    pub fn of(one: AccountId, other: AccountId) -> Option<Self> {
        (one != other).then(|| Self { low: one.min(other), high: one.max(other) })
    }

    /// The one with the lower number.
    #[must_use]
    pub fn low(self) -> AccountId {
        self.low
    }

    /// The one with the higher number.
    #[must_use]
    pub fn high(self) -> AccountId {
        self.high
    }

    /// Whom `member` is with.
    #[must_use]
    pub fn other(self, member: AccountId) -> AccountId {
        if member == self.low { self.high } else { self.low }
    }
}

/// What ties two accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond {
    /// Nothing.
    Strangers,
    /// One asked to be friends, and waits for the other.
    Asked {
        /// Who asked.
        by: AccountId,
        /// When.
        at: Timestamp,
    },
    /// They are friends.
    Friends {
        /// Since when.
        since: Timestamp,
    },
}

/// What two accounts are to each other. Who is blocked is no friend, and asks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    /// Who they are.
    pub pair: Pair,
    /// What ties them.
    pub bond: Bond,
    /// Since when the one with the lower number blocks the other.
    pub low_blocks: Option<Timestamp>,
    /// Since when the one with the higher number blocks the other.
    pub high_blocks: Option<Timestamp>,
}

/// One of the two blocks the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("one of the two blocks the other")]
pub struct Blocked;

impl Relation {
    /// Two accounts that have nothing to do with each other.
    #[must_use]
    pub fn none(pair: Pair) -> Self {
        Self { pair, bond: Bond::Strangers, low_blocks: None, high_blocks: None }
    }

    /// Whether it says nothing at all.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::none(self.pair)
    }

    /// Whether either blocks the other.
    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.low_blocks.is_some() || self.high_blocks.is_some()
    }

    /// Since when this one blocks the other.
    #[must_use]
    pub fn blocked_by(&self, member: AccountId) -> Option<Timestamp> {
        if member == self.pair.low { self.low_blocks } else { self.high_blocks }
    }

    /// One asks the other to be friends. Two who ask each other are; who asks again has asked already.
    ///
    /// # Errors
    /// [`Blocked`].
    pub fn ask(self, by: AccountId, now: Timestamp) -> Result<Self, Blocked> {
        let bond = match self.bond {
            Bond::Strangers => Bond::Asked { by, at: now },
            Bond::Asked { by: asked, .. } if asked != by => Bond::Friends { since: now },
            kept @ (Bond::Asked { .. } | Bond::Friends { .. }) => kept,
        };
        self.tied(bond)
    }

    /// They become friends, whether or not either was asked.
    ///
    /// # Errors
    /// [`Blocked`].
    pub fn befriend(self, now: Timestamp) -> Result<Self, Blocked> {
        let bond = match self.bond {
            Bond::Strangers | Bond::Asked { .. } => Bond::Friends { since: now },
            kept @ Bond::Friends { .. } => kept,
        };
        self.tied(bond)
    }

    /// One says yes to what the other asked; `None` when the other did not.
    #[must_use]
    pub fn accept(self, by: AccountId, now: Timestamp) -> Option<Self> {
        match self.bond {
            Bond::Asked { by: asked, .. } if asked != by => {
                Some(Self { bond: Bond::Friends { since: now }, ..self })
            }
            Bond::Strangers | Bond::Asked { .. } | Bond::Friends { .. } => None,
        }
    }

    /// Whoever asked takes it back, or the other says no; `None` when nobody asked.
    #[must_use]
    pub fn withdraw(self) -> Option<Self> {
        match self.bond {
            Bond::Asked { .. } => Some(Self { bond: Bond::Strangers, ..self }),
            Bond::Strangers | Bond::Friends { .. } => None,
        }
    }

    /// They are friends no more; `None` when they were not.
    #[must_use]
    pub fn part(self) -> Option<Self> {
        match self.bond {
            Bond::Friends { .. } => Some(Self { bond: Bond::Strangers, ..self }),
            Bond::Strangers | Bond::Asked { .. } => None,
        }
    }

    /// One blocks the other, which ends whatever tied them.
    #[must_use]
    pub fn block(self, by: AccountId, now: Timestamp) -> Self {
        let since = Some(self.blocked_by(by).unwrap_or(now));
        Self { bond: Bond::Strangers, ..self.with_block(by, since) }
    }

    /// One stops blocking the other; `None` when it did not.
    #[must_use]
    pub fn unblock(self, by: AccountId) -> Option<Self> {
        self.blocked_by(by).map(|_| self.with_block(by, None))
    }

    fn tied(self, bond: Bond) -> Result<Self, Blocked> {
        if self.is_blocked() { Err(Blocked) } else { Ok(Self { bond, ..self }) }
    }

    fn with_block(self, by: AccountId, since: Option<Timestamp>) -> Self {
        if by == self.pair.low {
            Self { low_blocks: since, ..self }
        } else {
            Self { high_blocks: since, ..self }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ANN: AccountId = AccountId(3);
    const BEN: AccountId = AccountId(7);
    const NOW: Timestamp = Timestamp::EPOCH;

    fn strangers() -> Relation {
        Relation::none(Pair::of(BEN, ANN).unwrap())
    }

    #[test]
    fn a_pair_is_the_same_whoever_is_named_first() {
        assert_eq!(Pair::of(ANN, BEN), Pair::of(BEN, ANN));
        assert_eq!(Pair::of(ANN, ANN), None);
        let pair = Pair::of(BEN, ANN).unwrap();
        assert_eq!((pair.low(), pair.high()), (ANN, BEN));
        assert_eq!((pair.other(ANN), pair.other(BEN)), (BEN, ANN));
    }

    #[test]
    fn two_who_ask_each_other_are_friends() {
        let asked = strangers().ask(ANN, NOW).unwrap();
        assert_eq!(asked.bond, Bond::Asked { by: ANN, at: NOW });
        assert_eq!(asked.ask(ANN, NOW), Ok(asked));
        assert_eq!(asked.ask(BEN, NOW).unwrap().bond, Bond::Friends { since: NOW });
        assert_eq!(asked.ask(BEN, NOW).unwrap().ask(ANN, NOW).unwrap().bond, Bond::Friends { since: NOW });
    }

    #[test]
    fn only_whoever_was_asked_accepts_and_either_withdraws() {
        let asked = strangers().ask(ANN, NOW).unwrap();
        assert_eq!(asked.accept(ANN, NOW), None);
        assert_eq!(asked.accept(BEN, NOW).unwrap().bond, Bond::Friends { since: NOW });
        assert_eq!(asked.withdraw(), Some(strangers()));
        for other in [strangers(), strangers().befriend(NOW).unwrap()] {
            assert_eq!(other.accept(BEN, NOW), None);
            assert_eq!(other.withdraw(), None);
        }
    }

    #[test]
    fn friends_part_and_nobody_else_does() {
        assert_eq!(strangers().befriend(NOW).unwrap().part(), Some(strangers()));
        assert_eq!(strangers().part(), None);
        assert_eq!(strangers().ask(ANN, NOW).unwrap().part(), None);
    }

    #[test]
    fn each_lifts_only_the_block_that_it_made() {
        let blocked = strangers().block(BEN, NOW);
        assert_eq!((blocked.blocked_by(BEN), blocked.blocked_by(ANN)), (Some(NOW), None));
        assert_eq!(blocked.unblock(ANN), None);
        assert_eq!(blocked.unblock(BEN), Some(strangers()));
        let both = blocked.block(ANN, NOW);
        assert!(both.unblock(BEN).unwrap().is_blocked());
    }

    proptest! {
        #[test]
        fn whatever_happened_who_is_blocked_is_no_friend_and_can_become_none(steps in prop::collection::vec((0..7, any::<bool>()), 0..20)) {
            let mut relation = strangers();
            for (step, by) in steps {
                let by = if by { ANN } else { BEN };
                relation = match step {
                    0 => relation.ask(by, NOW).unwrap_or(relation),
                    1 => relation.befriend(NOW).unwrap_or(relation),
                    2 => relation.accept(by, NOW).unwrap_or(relation),
                    3 => relation.withdraw().unwrap_or(relation),
                    4 => relation.part().unwrap_or(relation),
                    5 => relation.block(by, NOW),
                    _ => relation.unblock(by).unwrap_or(relation),
                };
                if relation.is_blocked() {
                    prop_assert_eq!(relation.bond, Bond::Strangers);
                    prop_assert_eq!(relation.ask(by, NOW), Err(Blocked));
                    prop_assert_eq!(relation.befriend(NOW), Err(Blocked));
                }
            }
        }
    }
}
