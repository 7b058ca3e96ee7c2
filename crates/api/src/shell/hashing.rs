//! Where passwords are hashed and pictures are drawn: on few threads, each of them nicer than those that answer
//! reads, behind a queue of bounded length.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::workers::{Undone, Workers};
use crate::endpoint::Fault;

/// The longest that a sign-in waits for its turn: beyond it a person has tried again already.
const LONGEST_WAIT: Duration = Duration::from_millis(1_800);
/// A client that was turned away is asked to wait as long as the queue is.
const RETRY_AFTER: Duration = Duration::from_secs(2);
/// What one is taken to cost until it was measured.
const FIRST_GUESS: Duration = Duration::from_millis(250);
/// How much nicer these threads are than the rest, so that reads go first.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

pub(crate) struct HashingPool {
    workers: Workers,
    threads: usize,
    load: Arc<Load>,
}

/// What decides whether one more fits into the queue.
struct Load {
    waiting: AtomicUsize,
    /// How long one takes, in microseconds.
    cost: AtomicU64,
}

impl HashingPool {
    pub fn new(name: &str, threads: usize) -> io::Result<Self> {
        let workers = Workers::start(name, threads, be_nice)?;
        let load = Load { waiting: AtomicUsize::new(0), cost: AtomicU64::new(micros(FIRST_GUESS)) };
        Ok(Self { workers, threads, load: Arc::new(load) })
    }

    /// How many wait, or are being done.
    pub fn waiting(&self) -> usize {
        self.load.waiting.load(Relaxed)
    }

    /// Measures on its own threads what one costs, by doing `one`. Only this sets the length of the queue:
    /// refusals that come without any hashing would make everything look cheap.
    pub fn calibrate(&self, one: impl FnOnce() + Send + 'static) {
        let load = Arc::clone(&self.load);
        self.workers.spawn(move || {
            let begun = Instant::now();
            one();
            load.cost.store(micros(begun.elapsed()), Relaxed);
        });
    }

    /// Does the work when its turn comes. What would wait too long is refused at once, and what has waited
    /// too long after all is refused then.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let place = Place::take(&self.load, self.threads).ok_or(BUSY)?;
        let done = self.workers.run(LONGEST_WAIT, move || {
            let _place = place;
            work()
        });
        done.await.map_err(|undone| match undone {
            Undone::TooLate => BUSY,
            Undone::Panicked => Fault::Unexpected,
        })
    }
}

const BUSY: Fault = Fault::Busy { retry_after: RETRY_AFTER };

/// A place in the queue, given back when dropped.
struct Place(Arc<Load>);

impl Place {
    fn take(load: &Arc<Load>, threads: usize) -> Option<Self> {
        let before = load.waiting.fetch_add(1, Relaxed);
        let place = Self(Arc::clone(load));
        let rounds = u32::try_from(before / threads).unwrap_or(u32::MAX);
        let wait = Duration::from_micros(load.cost.load(Relaxed)).saturating_mul(rounds);
        (wait <= LONGEST_WAIT).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Relaxed);
    }
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

fn be_nice() {
    // On Linux niceness is a thread's own; elsewhere it would slow the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!(%error, "hashing runs at the usual priority");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;
    use std::thread::sleep;

    use super::*;

    const ONE: Duration = Duration::from_millis(500);

    #[actix_web::test]
    async fn s9_what_would_wait_too_long_is_refused_at_once() {
        let pool = HashingPool::new("hashing", 1).unwrap();
        pool.calibrate(|| sleep(ONE));
        pool.run(|| ()).await.unwrap();
        let asked = Instant::now();
        let all = (0..50).map(|_| async {
            let result = pool.run(|| sleep(ONE)).await;
            (result.is_ok(), asked.elapsed())
        });
        let done = futures_util::future::join_all(all).await;
        let served = done.iter().filter(|(is_ok, _)| *is_ok).count();
        assert!((1..=5).contains(&served), "{served} of 50 were served");
        let refused_late = done.iter().filter(|(is_ok, at)| !is_ok && *at > Duration::from_secs(2)).count();
        assert_eq!(refused_late, 0);
    }

    #[actix_web::test]
    async fn s9_what_waited_too_long_after_all_is_refused_and_never_done() {
        let pool = HashingPool::new("hashing", 1).unwrap();
        let slow = pool.run(|| sleep(Duration::from_secs(3)));
        let done = Arc::new(AtomicBool::new(false));
        let mark = Arc::clone(&done);
        let late = pool.run(move || mark.store(true, Relaxed));
        let asked = Instant::now();
        let (slow, (late, at)) =
            futures_util::future::join(slow, async { (late.await, asked.elapsed()) }).await;
        assert!(slow.is_ok(), "what has begun is answered, however long it takes");
        assert!(matches!(late, Err(Fault::Busy { .. })) && at < Duration::from_millis(2_500), "{at:?}");
        pool.run(|| ()).await.unwrap();
        assert!(!done.load(Relaxed));
        // The last one's place comes back just after its answer.
        while pool.load.waiting.load(Relaxed) > 0 {
            actix_web::rt::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
