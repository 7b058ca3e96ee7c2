//! A fixed number of threads that do what blocks, first come, first served. Must not know what the work is.
//!
//! They take work from one queue that all of the service's asynchronous threads share: as long as there is
//! some, a thread that is done goes on with the next, and nobody has to be woken for it.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

/// The threads; they end once this is dropped and the queue is empty.
pub(crate) struct Workers(Arc<Queue>);

/// Why work was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undone {
    /// No thread came to it in time, and none will.
    TooLate,
    /// It panicked.
    Panicked,
}

type Job = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Queue {
    jobs: Mutex<Jobs>,
    changed: Condvar,
}

#[derive(Default)]
struct Jobs {
    waiting: VecDeque<Job>,
    is_closed: bool,
}

impl Workers {
    /// Starts the threads, each of which runs `prepare` first.
    pub fn start(name: &str, threads: usize, prepare: fn()) -> io::Result<Self> {
        let workers = Self(Arc::default());
        for number in 0..threads {
            let queue = Arc::clone(&workers.0);
            thread::Builder::new().name(format!("{name}-{number}")).spawn(move || {
                prepare();
                while let Some(job) = queue.next() {
                    if catch_unwind(AssertUnwindSafe(job)).is_err() {
                        tracing::error!("work panicked");
                    }
                }
            })?;
        }
        Ok(workers)
    }

    /// Has something done that nobody waits for.
    pub fn spawn(&self, job: impl FnOnce() + Send + 'static) {
        self.0.push(Box::new(job));
    }

    /// Does the work when its turn comes, within the span of whoever asks. What has waited longer than
    /// `patience` is never done, and neither is what nobody waits for any more.
    pub async fn run<T: Send + 'static>(
        &self,
        patience: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Undone> {
        let span = tracing::Span::current();
        let (reply, answer) = oneshot::channel();
        let claim = Claim::default();
        let begun = claim.clone();
        self.spawn(move || {
            if !reply.is_closed() && begun.take() {
                // The client may have gone meanwhile; then nobody misses the answer.
                drop(reply.send(span.in_scope(work)));
            }
        });
        claim.answer(patience, answer).await
    }
}

/// Whoever takes it first decides: the thread that the work is done, or the request that it is not.
#[derive(Clone, Default)]
pub(super) struct Claim(Arc<AtomicBool>);

impl Claim {
    /// Whether it was still there to be taken.
    pub fn take(&self) -> bool {
        !self.0.swap(true, Relaxed)
    }

    /// Waits for what comes of the work, for no longer than `patience` if nobody has begun it by then.
    pub async fn answer<T>(&self, patience: Duration, mut answer: oneshot::Receiver<T>) -> Result<T, Undone> {
        let answered = match timeout(patience, &mut answer).await {
            Ok(answered) => answered,
            Err(_) if self.take() => return Err(Undone::TooLate),
            Err(_) => answer.await,
        };
        answered.map_err(|_| Undone::Panicked)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.0.lock().is_closed = true;
        self.0.changed.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: Job) {
        self.lock().waiting.push_back(job);
        self.changed.notify_one();
    }

    /// Waits for the next job; `None` once there will be none.
    fn next(&self) -> Option<Job> {
        let idle = |jobs: &mut Jobs| jobs.waiting.is_empty() && !jobs.is_closed;
        let mut jobs = self.changed.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        jobs.waiting.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Instant;

    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    fn start(threads: usize) -> Workers {
        Workers::start("test", threads, || ()).unwrap()
    }

    #[actix_web::test]
    async fn work_is_done_in_the_order_in_which_it_came() {
        let workers = start(1);
        let (done, order) = mpsc::channel();
        let all = (0..20).map(|number| {
            let done = done.clone();
            workers.run(SOON, move || done.send(number).unwrap())
        });
        assert_eq!(futures_util::future::join_all(all).await, [Ok(()); 20]);
        assert_eq!(order.try_iter().collect::<Vec<_>>(), (0..20).collect::<Vec<_>>());
    }

    #[actix_web::test]
    async fn as_much_is_done_at_once_as_there_are_threads() {
        let workers = start(3);
        let together = Arc::new(std::sync::Barrier::new(3));
        let all = (0..3).map(|_| {
            let together = Arc::clone(&together);
            workers.run(SOON, move || together.wait().is_leader())
        });
        let leaders = futures_util::future::join_all(all).await;
        assert_eq!(leaders.into_iter().filter(|leads| *leads == Ok(true)).count(), 1);
    }

    #[actix_web::test]
    async fn s9_what_waited_too_long_is_refused_then_and_never_done() {
        let workers = start(1);
        let (go_on, told) = mpsc::channel();
        let (mark, marked) = mpsc::channel();
        let slow = workers.run(SOON, move || told.recv().unwrap());
        let late = workers.run(Duration::from_millis(50), move || mark.send(()).unwrap());
        let asked = Instant::now();
        let release = async {
            let refused = late.await;
            let after = asked.elapsed();
            go_on.send(()).unwrap();
            (refused, after)
        };
        let (slow, (refused, after)) = futures_util::future::join(slow, release).await;
        assert_eq!((slow, refused), (Ok(()), Err(Undone::TooLate)));
        assert!(after < SOON, "{after:?}");
        assert_eq!(workers.run(SOON, || 7).await, Ok(7));
        assert!(marked.try_recv().is_err());
    }

    #[actix_web::test]
    async fn work_that_panics_is_answered_and_leaves_its_thread_working() {
        let workers = start(1);
        assert_eq!(workers.run(SOON, || panic!("on purpose")).await.map(|(): ()| ()), Err(Undone::Panicked));
        assert_eq!(workers.run(SOON, || 7).await, Ok(7));
    }

    #[test]
    fn what_is_in_the_queue_is_done_before_the_threads_end() {
        let (done, count) = mpsc::channel();
        let workers = start(2);
        for _ in 0..50 {
            let done = done.clone();
            workers.spawn(move || done.send(()).unwrap());
        }
        drop((workers, done));
        // Ends when the last sender has gone.
        assert_eq!(count.iter().count(), 50);
    }
}
