//! Who stands where. Ranks are those of competitions: one more than there are better scores, so that equal scores share
//! a rank and the next one skips (1, 1, 3).

mod fold;
mod show;
mod write;

pub use fold::{fold_scores, has_changes};
pub use show::{around, page, score, slice, standing};
pub use write::{ScoreChange, ScoreOutcome, WriteScores, write_scores};
