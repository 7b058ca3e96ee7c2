//! Scores, and where they stand.

use std::fmt;

use crate::exact::{OutOfRange, exact, sum};
use crate::{AccountId, FileName, Username};

/// What somebody has reached: a whole number, more of it being better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Score(i64);

impl Score {
    /// What every account begins with.
    pub const ZERO: Self = Self(0);

    /// Reads a score.
    ///
    /// # Errors
    /// [`OutOfRange`].
    pub fn parse(points: i64) -> Result<Self, OutOfRange> {
        exact(points).map(Self)
    }

    /// The number.
    #[must_use]
    pub fn points(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How a score is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreMode {
    /// In place of the one before.
    Set,
    /// Added to the one before.
    Add,
    /// In place of the one before, if it is better.
    Best,
}

impl ScoreMode {
    /// Every one there is.
    pub const ALL: [Self; 3] = [Self::Set, Self::Add, Self::Best];

    /// The word that clients send.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Add => "add",
            Self::Best => "best",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }

    /// The score after one was written so.
    ///
    /// # Errors
    /// [`OutOfRange`] for a sum that is too large in size.
    pub fn write(self, before: Score, value: Score) -> Result<Score, OutOfRange> {
        match self {
            Self::Set => Ok(value),
            Self::Add => sum(before.0, value.0).map(Score),
            Self::Best => Ok(before.max(value)),
        }
    }
}

/// A place on the leaderboard: scores highest first, equal ones in the order of their accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The score there.
    pub score: Score,
    /// The account there.
    pub account: AccountId,
}

/// Who stands where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Score and account.
    pub place: Place,
    /// One more than there are better scores.
    pub rank: i64,
    /// The account's name, unless that is its email, which is not for everybody.
    pub username: Option<Username>,
    /// The account's picture.
    pub avatar: Option<FileName>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MOST_EXACT;

    fn write(mode: ScoreMode, before: i64, value: i64) -> Result<i64, OutOfRange> {
        mode.write(Score::parse(before).unwrap(), Score::parse(value).unwrap()).map(Score::points)
    }

    #[test]
    fn a_score_is_set_added_to_or_bettered() {
        assert_eq!(write(ScoreMode::Set, 10, 3), Ok(3));
        assert_eq!(write(ScoreMode::Add, 10, 3), Ok(13));
        assert_eq!(write(ScoreMode::Add, 10, -30), Ok(-20));
        assert_eq!(write(ScoreMode::Best, 10, 3), Ok(10));
        assert_eq!(write(ScoreMode::Best, 10, 11), Ok(11));
        assert_eq!(write(ScoreMode::Add, MOST_EXACT, 1), Err(OutOfRange));
        assert_eq!(write(ScoreMode::Add, -MOST_EXACT, -1), Err(OutOfRange));
        assert_eq!(Score::parse(MOST_EXACT + 1), Err(OutOfRange));
    }

    #[test]
    fn a_mode_reads_back_from_its_word() {
        for mode in ScoreMode::ALL {
            assert_eq!(ScoreMode::parse(mode.as_str()), Some(mode));
        }
        assert_eq!(ScoreMode::parse("SET"), None);
    }
}
