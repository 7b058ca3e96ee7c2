//! What is done now and then while the service runs.

use std::sync::Arc;
use std::time::Duration;

use parlor_api::App;
use parlor_auth::keys::KeysError;
use parlor_auth::{Context, Failure, sweep};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};

use crate::application::Keyring;

/// Budgets pile up with every address that calls, and a key that was made elsewhere is to be known here.
const EVERY: Duration = Duration::from_secs(60);
/// Rows that nobody looks at any more can wait, but not for ever.
const SWEEP_EVERY: u32 = 60;

/// What the chores are done with.
pub struct Chores {
    /// Whose budgets are forgotten.
    pub app: App,
    /// Whose rows are removed.
    pub ctx: Context,
    /// The same, of what people have and do.
    pub community: parlor_community::Context,
    /// What finds new keys.
    pub keyring: Arc<Keyring>,
}

impl Chores {
    /// Forgets spent budgets, takes up new keys and removes rows that no rule looks at any more, for as long
    /// as the process runs.
    pub async fn run(self) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for minute in 0_u32.. {
            ticks.tick().await;
            self.app.tidy();
            let keyring = Arc::clone(&self.keyring);
            finish(spawn_blocking(move || take_up_keys(&keyring)).await);
            if minute % SWEEP_EVERY == 0 {
                let (ctx, community) = (self.ctx.clone(), self.community.clone());
                finish(spawn_blocking(move || sweep_rows(&ctx, &community)).await);
            }
        }
    }
}

fn finish(chore: Result<(), tokio::task::JoinError>) {
    if let Err(error) = chore {
        tracing::error!(%error, "a chore panicked");
    }
}

fn take_up_keys(keyring: &Keyring) {
    match keyring.refresh() {
        Ok(false) => {}
        Ok(true) => tracing::info!("other signing keys are in use from now on"),
        Err(Failure::Refused(KeysError::OtherRootSecret)) => tracing::warn!(
            "the database has another root secret by now: start this instance again with that one"
        ),
        Err(error) => tracing::warn!(%error, "looking for new keys failed; it is tried again later"),
    }
}

fn sweep_rows(ctx: &Context, community: &parlor_community::Context) {
    match sweep(ctx).and_then(|rows| Ok(rows + parlor_community::sweep(community)?)) {
        Ok(0) => {}
        Ok(rows) => tracing::debug!(rows, "swept"),
        Err(error) => tracing::warn!(%error, "sweeping failed; it is tried again later"),
    }
}
