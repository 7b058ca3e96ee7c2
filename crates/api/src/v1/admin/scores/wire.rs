//! Scores as other back ends send and get them.

use parlor_community::leaderboard::ScoreOutcome;
use parlor_domain::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::endpoint::Field;

/// Scores to be written, in their order
#[derive(Deserialize, ToSchema)]
#[schema(as = NewScores)]
pub struct NewScores {
    /// One to a thousand of them
    #[serde(default)]
    #[schema(value_type = Vec<NewScore>, required, min_items = 1, max_items = 1000)]
    pub scores: Field,
}

/// A score to be written
#[derive(ToSchema)]
#[schema(as = NewScore)]
#[expect(
    dead_code,
    reason = "it says how an item looks; items are read one by one, to tell all that is wrong"
)]
pub struct NewScore {
    /// Whose
    #[schema(minimum = 1, examples(7))]
    account_id: i64,
    /// In place of the one before, added to it, or in its place if it is better
    #[schema(value_type = String, pattern = "^(set|add|best)$", examples("best"))]
    mode: String,
    /// What
    #[schema(minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(1200))]
    value: i64,
}

/// What came of each, in their order
#[derive(Serialize, ToSchema)]
#[schema(as = Scores)]
pub struct Scores {
    /// One for each that was sent
    pub scores: Vec<Score>,
}

/// What came of a score
#[derive(Serialize, ToSchema)]
#[schema(as = Score)]
pub struct Score {
    /// Whose
    #[schema(minimum = 1, examples(7))]
    account_id: i64,
    /// `written`; `unknown_account`; or `out_of_range`, where a sum would be beyond 2^53 − 1 in size
    #[schema(examples("written"))]
    outcome: &'static str,
    /// What the account has now, where it was written
    #[schema(required, minimum = -9007199254740991i64, maximum = 9007199254740991i64, examples(1200))]
    score: Option<i64>,
}

impl From<(AccountId, ScoreOutcome)> for Score {
    fn from((account, outcome): (AccountId, ScoreOutcome)) -> Self {
        let (outcome, score) = match outcome {
            ScoreOutcome::Written(score) => ("written", Some(score.points())),
            ScoreOutcome::UnknownAccount => ("unknown_account", None),
            ScoreOutcome::OutOfRange => ("out_of_range", None),
        };
        Self { account_id: account.0, outcome, score }
    }
}
