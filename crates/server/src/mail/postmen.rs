//! The threads that send mail while the service runs. They look when the bell rings, and now and then: another
//! process may have queued something, or a pause may be over.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use parlor_auth::Context;
use parlor_auth::outbox::{Attempt, Deliverer};
use parlor_auth::ports::{Mailer, Settled};
use parlor_domain::StoreError;

use super::Bell;
use crate::error::Exit;

/// Two: so that one that waits for a dead server does not keep all mail waiting.
const POSTMEN: usize = 2;
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long the end waits for a mail that is being handed over.
const FAREWELL: Duration = Duration::from_millis(1_500);
/// How often the queue is counted.
const COUNT_EVERY: Duration = Duration::from_secs(10);

/// Those who send mail.
pub struct Postmen {
    bell: Arc<Bell>,
    /// Ends with the last of them.
    gone: Receiver<()>,
}

impl Postmen {
    /// Starts them.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(ctx: &Context, mailer: &Arc<dyn Mailer>, bell: &Arc<Bell>) -> Result<Self, Exit> {
        let (here, gone) = channel();
        for number in 0..POSTMEN {
            let postman = Postman {
                ctx: ctx.clone(),
                mailer: Arc::clone(mailer),
                bell: Arc::clone(bell),
                deliverer: Deliverer::default(),
                is_well: true,
                counts: (number == 0).then(Instant::now),
                _here: here.clone(),
            };
            let thread = thread::Builder::new().name(format!("mail {number}"));
            thread.spawn(|| postman.run()).map_err(Exit::failed)?;
        }
        Ok(Self { bell: Arc::clone(bell), gone })
    }

    /// Lets them finish what they are at, for a moment. A mail that takes longer is given up by them and sent
    /// again by others, once its lease has ended.
    pub fn stop(self) {
        self.bell.end();
        // Nobody ever sends; the channel closes with the last of them.
        let _ = self.gone.recv_timeout(FAREWELL);
    }
}

struct Postman {
    ctx: Context,
    mailer: Arc<dyn Mailer>,
    bell: Arc<Bell>,
    deliverer: Deliverer,
    is_well: bool,
    /// When the queue is counted next, by the one who does it.
    counts: Option<Instant>,
    _here: Sender<()>,
}

impl Postman {
    fn run(mut self) {
        while !self.bell.is_over() {
            // A panic costs one mail its time, not all mail.
            let did = catch_unwind(AssertUnwindSafe(|| self.round())).unwrap_or_else(|_| {
                tracing::error!("sending mail panicked");
                false
            });
            if !did {
                self.bell.wait(LOOK_EVERY);
            }
        }
    }

    /// Sends what is due; whether anything was.
    fn round(&mut self) -> bool {
        let bell = Arc::clone(&self.bell);
        let sent = self.deliverer.round(&self.ctx, self.mailer.as_ref(), &|| bell.is_over());
        match &sent {
            Ok(attempts) => attempts.iter().for_each(tell),
            Err(error) if self.is_well => tracing::warn!(%error, "mail cannot be looked for"),
            Err(_) => {}
        }
        self.is_well = sent.is_ok();
        if let Err(error) = self.count() {
            tracing::debug!(%error, "mail cannot be counted");
        }
        sent.is_ok_and(|attempts| !attempts.is_empty())
    }

    fn count(&mut self) -> Result<(), StoreError> {
        let Some(next) = self.counts.filter(|next| *next <= Instant::now()) else { return Ok(()) };
        self.counts = Some(next.max(Instant::now()) + COUNT_EVERY);
        let pending = self.ctx.store.write()?.deliveries().pending()?;
        metrics::gauge!("parlor_mails_pending").set(u32::try_from(pending).unwrap_or(u32::MAX));
        Ok(())
    }
}

fn tell(attempt: &Attempt) {
    let Attempt { mail, outcome } = attempt;
    let (id, kind, account) = (&mail.message_id, &mail.kind, mail.account.map(|id| id.0));
    match outcome {
        Settled::Sent => {
            metrics::counter!("parlor_mails_total", "outcome" => "sent").increment(1);
            tracing::info!(kind, account, id, "mail sent");
        }
        Settled::Again { reason, .. } => {
            metrics::counter!("parlor_mails_total", "outcome" => "postponed").increment(1);
            tracing::info!(kind, account, id, reason, tries = mail.attempt, "mail postponed");
        }
        Settled::Failed { reason } => {
            metrics::counter!("parlor_mails_total", "outcome" => "failed").increment(1);
            tracing::warn!(kind, account, id, reason, tries = mail.attempt, "mail failed for good");
        }
        Settled::Untried => {}
    }
}
