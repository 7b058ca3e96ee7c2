//! What is done now and then while the service runs.

use std::time::Duration;

use parlor_api::App;
use parlor_auth::{Context, sweep};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

/// Budgets pile up with every address that calls.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// Rows that nobody looks at any more can wait, but not for ever.
const SWEEP_EVERY: u32 = 60;

/// Forgets spent budgets and removes rows that no rule looks at any more, for as long as the process runs.
pub async fn run(app: App, ctx: Context) {
    let mut ticks = interval(TIDY_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for minute in 0_u32.. {
        ticks.tick().await;
        app.tidy();
        if minute % SWEEP_EVERY != 0 {
            continue;
        }
        let ctx = ctx.clone();
        match spawn_blocking(move || sweep(&ctx)).await {
            Ok(Ok(0)) => {}
            Ok(Ok(rows)) => tracing::debug!(rows, "swept"),
            Ok(Err(error)) => tracing::warn!(%error, "sweeping failed; it is tried again later"),
            Err(error) => tracing::error!(%error, "sweeping panicked"),
        }
    }
}
