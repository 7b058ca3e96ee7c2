//! Counting scores into their bands, while the service runs: what keeps ranks cheap to tell.

use std::time::Duration;

use parlor_community::Context;
use parlor_community::leaderboard::{fold_scores, has_changes};
use tokio::task::spawn_blocking;
use tokio::time::sleep;

/// Until changes are counted they are added up for each rank, so there should not be many.
const EVERY: Duration = Duration::from_secs(1);
/// Where there is much to count, others get to write in between.
const BREATH: Duration = Duration::from_millis(20);

/// Counts for as long as the process runs.
pub struct Tally(pub Context);

impl Tally {
    /// Counts every second what has changed. Other instances may do so too: one at a time does.
    pub async fn run(self) {
        loop {
            let ctx = self.0.clone();
            let goes_on = spawn_blocking(move || count(&ctx)).await.unwrap_or_default();
            sleep(if goes_on { BREATH } else { EVERY }).await;
        }
    }
}

fn count(ctx: &Context) -> bool {
    let folded = has_changes(ctx).and_then(|any| if any { fold_scores(ctx) } else { Ok(Default::default()) });
    match folded {
        Ok(folded) => folded.goes_on,
        Err(error) => {
            tracing::warn!(%error, "counting scores failed; it is tried again soon");
            false
        }
    }
}
