//! Asks, again and again, which sessions of open sockets are over.
//!
//! What this process ends itself closes its sockets at once. This is for what ends elsewhere: at another
//! instance, by a command of an operator, or because its time is over.

use std::collections::HashSet;
use std::convert::Infallible;

use parlor_auth::live_sessions;
use tokio::time::{MissedTickBehavior, interval};

use super::WATCH_EVERY;
use crate::shell::App;

/// Watches for as long as the process runs.
pub(crate) async fn watch(app: App) {
    let mut ticks = interval(WATCH_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        app.live().look_at_rooms();
        let open = app.live().sessions();
        if open.is_empty() {
            continue;
        }
        let ids: Vec<_> = open.iter().map(|(session, _)| *session).collect();
        // One that fails, and says so in the log, leaves the sockets as they are until the next look.
        let Ok(live) = app.run::<_, Infallible>(move |ctx| Ok(live_sessions(ctx, &ids)?)).await else {
            continue;
        };
        let live: HashSet<_> = live.into_iter().collect();
        for (session, account) in open {
            if !live.contains(&session) {
                app.live().end_session(session, account);
            }
        }
    }
}
