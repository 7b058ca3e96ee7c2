//! Where passwords are hashed: on as many threads as there are cores, each of them nicer than those that
//! answer reads, behind a queue of bounded length.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::oneshot;

use crate::endpoint::Fault;

/// The longest that a sign-in waits for its turn: beyond it a person has tried again already.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// A client that was turned away is asked to wait as long as the queue is.
const RETRY_AFTER: Duration = Duration::from_secs(2);
/// How much nicer these threads are than the rest.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

pub(crate) struct HashingPool {
    pool: ThreadPool,
    threads: usize,
    load: Arc<Load>,
}

/// What decides whether one more fits into the queue.
struct Load {
    waiting: AtomicUsize,
    /// How long one takes, in microseconds: a moving average of those done so far.
    typical: AtomicU64,
}

impl HashingPool {
    pub fn new(threads: usize) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("hashing-{index}"))
            .start_handler(|_| be_nice())
            .panic_handler(|_| tracing::error!("hashing panicked"))
            .build()?;
        let load = Load { waiting: AtomicUsize::new(0), typical: AtomicU64::new(0) };
        Ok(Self { pool, threads, load: Arc::new(load) })
    }

    /// Does the work when its turn comes; refuses at once what would wait too long.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let place = Place::take(&self.load, self.threads).ok_or(Fault::Busy { retry_after: RETRY_AFTER })?;
        let asked = Instant::now();
        let span = tracing::Span::current();
        let (reply, answer) = oneshot::channel();
        self.pool.spawn(move || {
            // Whoever has waited too long after all, or has gone, is not worth the work.
            if asked.elapsed() > LONGEST_WAIT || reply.is_closed() {
                return;
            }
            let begun = Instant::now();
            let done = span.in_scope(work);
            place.0.learn(begun.elapsed());
            drop(place);
            // The client may have gone meanwhile; then nobody misses the answer.
            drop(reply.send(done));
        });
        answer.await.map_err(|_| Fault::Busy { retry_after: RETRY_AFTER })
    }
}

/// A place in the queue, given back when dropped.
struct Place(Arc<Load>);

impl Place {
    fn take(load: &Arc<Load>, threads: usize) -> Option<Self> {
        let before = load.waiting.fetch_add(1, Relaxed);
        let place = Self(Arc::clone(load));
        let rounds = u32::try_from(before / threads).unwrap_or(u32::MAX);
        let wait = Duration::from_micros(load.typical.load(Relaxed)).saturating_mul(rounds);
        (wait <= LONGEST_WAIT).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Relaxed);
    }
}

impl Load {
    fn learn(&self, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let typical = self.typical.load(Relaxed);
        let next = if typical == 0 { took } else { (typical * 7).saturating_add(took) / 8 };
        self.typical.store(next, Relaxed);
    }
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
    use super::*;

    #[actix_web::test]
    async fn s9_what_would_wait_too_long_is_refused_at_once() {
        let pool = HashingPool::new(1).unwrap();
        pool.run(|| std::thread::sleep(Duration::from_millis(500))).await.unwrap();
        let asked = Instant::now();
        let all = (0..50).map(|_| pool.run(|| std::thread::sleep(Duration::from_millis(500))));
        let done = futures_util::future::join_all(all).await;
        let served = done.iter().filter(|result| result.is_ok()).count();
        assert!((2..=6).contains(&served), "{served} of 50 were served");
        assert!(asked.elapsed() < Duration::from_secs(5));
        assert_eq!(pool.load.waiting.load(Relaxed), 0, "every place was given back");
    }

    #[actix_web::test]
    async fn work_that_panics_is_answered_and_leaves_the_pool_working() {
        let pool = HashingPool::new(1).unwrap();
        assert!(pool.run(|| panic!("on purpose")).await.map(|(): ()| ()).is_err());
        assert_eq!(pool.run(|| 7).await.unwrap(), 7);
    }
}
