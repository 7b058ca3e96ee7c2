//! What is done now and then while the service runs.

use std::time::Duration;

use parlor_api::App;
use parlor_auth::{Context, sweep};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

/// Rarely enough to cost nothing, often enough that nothing piles up.
const EVERY: Duration = Duration::from_secs(600);

/// Forgets spent budgets and removes rows that no rule looks at any more, for as long as the process runs.
pub async fn run(app: App, ctx: Context) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        app.tidy();
        let ctx = ctx.clone();
        match spawn_blocking(move || sweep(&ctx)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(rows)) => tracing::debug!(rows, "swept"),
            Ok(Err(error)) => tracing::warn!(%error, "sweeping failed; it is tried again later"),
            Err(error) => tracing::error!(%error, "sweeping panicked"),
        }
    }
}
