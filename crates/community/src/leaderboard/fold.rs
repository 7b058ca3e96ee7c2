//! Keeping ranks cheap to tell. They are exact whether or not this was done of late.

use parlor_domain::StoreError;

use crate::Context;
use crate::ports::Folded;

/// So many changes leave room behind that is worth giving back.
const UNTIDY: usize = 1_000;

/// Counts what changed since the last time. To be called every second or so, on any number of instances; again at once
/// where it goes on.
///
/// # Errors
/// [`StoreError`].
pub fn fold_scores(ctx: &Context) -> Result<Folded, StoreError> {
    let mut work = ctx.store.write()?;
    let folded = work.scores().fold()?;
    work.commit()?;
    if folded.changes >= UNTIDY {
        ctx.store.read()?.leaderboard().tidy()?;
    }
    Ok(folded)
}

/// Whether there is anything to count: a look that keeps nobody from writing.
///
/// # Errors
/// [`StoreError`].
pub fn has_changes(ctx: &Context) -> Result<bool, StoreError> {
    ctx.store.read()?.leaderboard().is_behind()
}
