//! Sends what is due. Any number may do so at once, in one process or in many: the lease decides who sends
//! what, and no transaction is open while somebody waits for the other side.

use std::time::Duration;

use parlor_domain::ports::Random;
use parlor_domain::{StoreError, Timestamp};

use super::text;
use crate::Context;
use crate::ports::{LeasedMail, Letter, MailError, Mailer, Settled};

/// How long a mail is one sender's. Whoever dies with it keeps the others from it for as long.
pub const LEASE: Duration = Duration::from_secs(3 * 60);
/// The longest that sending one can take, given how long a mailer waits for each answer. A mail whose lease
/// would not last as long is given back instead.
const LONGEST: Duration = Duration::from_secs(100);
/// How many are leased at once: few, since they wait for each other.
const AT_ONCE: usize = 8;
/// The first pause after a failure; each further one is twice as long, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// How much of the other side's words is kept.
const REASON_CHARS: usize = 300;

/// One that sends. It remembers what it could not tell the store, so that a mail that was sent is not sent
/// again only because the database was away for a moment.
#[derive(Default)]
pub struct Deliverer {
    unsettled: Vec<(LeasedMail, Settled)>,
}

/// What came of one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The mail.
    pub mail: LeasedMail,
    /// What came of it.
    pub outcome: Settled,
}

impl Deliverer {
    /// Sends what is due, a few at most, and says what came of each; none means that nothing was due. Once
    /// `stop` says so, no other mail is begun, and those that were leased are given back.
    ///
    /// # Errors
    /// [`StoreError`]. What was sent until then is remembered.
    pub fn round(
        &mut self,
        ctx: &Context,
        mailer: &dyn Mailer,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<Attempt>, StoreError> {
        self.settle(ctx)?;
        let mut attempts = Vec::new();
        let leased_at = ctx.clock.now();
        let until = leased_at + LEASE;
        for mail in lease(ctx, until, leased_at)? {
            let is_late = ctx.clock.now() + LONGEST > until;
            let outcome = if stop() || is_late { Settled::Untried } else { attempt(ctx, mailer, &mail) };
            attempts.push(Attempt { mail: mail.clone(), outcome: outcome.clone() });
            self.unsettled.push((mail, outcome));
            // The mails that follow are leased already; should the store be away, their time is not wasted.
            drop(self.settle(ctx));
        }
        self.settle(ctx)?;
        Ok(attempts)
    }

    fn settle(&mut self, ctx: &Context) -> Result<(), StoreError> {
        if self.unsettled.is_empty() {
            return Ok(());
        }
        let now = ctx.clock.now();
        let mut work = ctx.store.write()?;
        for (mail, outcome) in &self.unsettled {
            // One that was leased again meanwhile is somebody else's to settle.
            work.deliveries().settle(mail, outcome, now)?;
        }
        work.commit()?;
        self.unsettled.clear();
        Ok(())
    }
}

fn lease(ctx: &Context, until: Timestamp, now: Timestamp) -> Result<Vec<LeasedMail>, StoreError> {
    let mut work = ctx.store.write()?;
    let leased = work.deliveries().lease(AT_ONCE, until, now)?;
    work.commit()?;
    Ok(leased)
}

fn attempt(ctx: &Context, mailer: &dyn Mailer, mail: &LeasedMail) -> Settled {
    if ctx.clock.now() >= mail.gives_up_at {
        return Settled::Failed { reason: "it was of no use any more when it could be sent".to_owned() };
    }
    let opened = ctx.mail.sealer.open(&mail.message_id, &mail.sealed).ok();
    let Some(text) = opened.and_then(|bytes| text::decode(&bytes)) else {
        return Settled::Failed { reason: "its text was sealed by a key that is gone".to_owned() };
    };
    let letter =
        Letter { message_id: mail.message_id.clone(), to: mail.to.clone(), queued_at: mail.queued_at, text };
    let (reason, may_succeed) = match mailer.send(&letter) {
        Ok(()) => return Settled::Sent,
        Err(MailError::Later { reason }) => (reason, true),
        Err(MailError::Never { reason }) => (reason, false),
    };
    let reason: String = reason.chars().take(REASON_CHARS).collect();
    if !may_succeed {
        return Settled::Failed { reason };
    }
    let at = ctx.clock.now() + pause(mail.attempt, ctx.random.as_ref());
    if at >= mail.gives_up_at {
        return Settled::Failed { reason: format!("given up after {} tries: {reason}", mail.attempt) };
    }
    Settled::Again { at, reason }
}

/// Twice as long after each failure, and somewhere in the second half of that, so that those that failed
/// together do not come back together.
fn pause(failures: u32, random: &dyn Random) -> Duration {
    let doubled = 2_u32.checked_pow(failures.saturating_sub(1)).unwrap_or(u32::MAX);
    let longest = FIRST_PAUSE.saturating_mul(doubled).min(LONGEST_PAUSE);
    let mut drawn = [0; 2];
    random.fill(&mut drawn);
    longest / 2 + (longest / 2).mul_f64(f64::from(u16::from_be_bytes(drawn)) / f64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Random for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour_and_are_never_quite_the_same() {
        let seconds = |random: u8| {
            [1, 2, 3, 4, 9, 10, 11, 1_000].map(|failures| pause(failures, &Always(random)).as_secs())
        };
        assert_eq!(seconds(0xff), [2, 4, 8, 16, 512, 900, 900, 900]);
        assert_eq!(seconds(0), [1, 2, 4, 8, 256, 450, 450, 450]);
    }
}
