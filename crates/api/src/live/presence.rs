//! Tells the other instances, by the database, who has a socket open here and who used a session.
//!
//! Only what changed is told, at once and many changes at a time. Where it is not sure what was written, everything is
//! told anew: after an error, and where the lease was lost, since the machine slept or the database was away.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use parlor_community::presence::{Report, Reported, Sockets, remove_lapsed, report, take_leave};
use parlor_domain::InstanceId;
use tokio::select;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::shell::App;

/// How often an instance is heard of while its lease lasts.
const TIMES_HEARD: u32 = 3;
/// How long a service that stops waits for its last words to be written. Its lease would end anyway.
const GOODBYE: Duration = Duration::from_secs(1);

struct Teller {
    app: App,
    instance: InstanceId,
    lease: Duration,
    /// Whether all that was told so far is written down, as far as is known.
    has_lease: bool,
}

/// Tells of it until `stop` is done, and then takes leave.
pub(crate) async fn tell(app: App, stop: impl Future<Output = ()>) {
    let live = app.live().clone();
    let lease = live.policy().lease;
    let mut drawn = [0; 8];
    app.community().random.fill(&mut drawn);
    let mut teller = Teller { app, instance: InstanceId::drawn(drawn), lease, has_lease: false };
    let mut ticks = interval(lease / TIMES_HEARD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stop = pin!(stop);
    loop {
        let is_due = select! {
            () = stop.as_mut() => break,
            _ = ticks.tick() => true,
            // One that fails is not tried again before it is due.
            () = live.moved(), if teller.has_lease => false,
        };
        teller.tell(is_due).await;
        if is_due {
            teller.clear_away().await;
        }
    }
    drop(timeout(GOODBYE, teller.leave()).await);
}

impl Teller {
    async fn tell(&mut self, is_due: bool) {
        if self.has_lease {
            self.report(is_due).await;
        }
        if !self.has_lease {
            self.report(true).await;
        }
    }

    async fn report(&mut self, is_due: bool) {
        let live = self.app.live();
        let (sockets, moves) = if self.has_lease { live.take_moves() } else { live.take_all() };
        let seen = if is_due { live.take_seen() } else { Vec::new() };
        if !is_due && is_nothing(&sockets) {
            return;
        }
        let told = Report { instance: self.instance, lease: self.lease, sockets, seen };
        let told = self.app.run_community::<_, Infallible>(move |community| Ok(report(community, &told)?));
        // One that fails says so in the log.
        self.has_lease = matches!(told.await, Ok(Reported::Kept));
        if self.has_lease {
            self.app.live().told(moves);
        }
    }

    /// Removes what instances left behind that ended without a word.
    async fn clear_away(&self) {
        let removed = self.app.run_community::<_, Infallible>(|community| Ok(remove_lapsed(community)?));
        if let Ok(removed @ 1..) = removed.await {
            tracing::info!(removed, "instances ended without a word; their sockets count no more");
        }
    }

    async fn leave(&self) {
        let (instance, seen) = (self.instance, self.app.live().take_seen());
        let left = self
            .app
            .run_community::<_, Infallible>(move |community| Ok(take_leave(community, instance, &seen)?));
        drop(left.await);
    }
}

fn is_nothing(sockets: &Sockets) -> bool {
    match sockets {
        Sockets::Changed { opened, closed } => opened.is_empty() && closed.is_empty(),
        Sockets::All(_) => false,
    }
}
