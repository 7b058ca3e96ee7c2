//! Work that is done together (group commit): while some is being done more of its kind comes, and all of that is done
//! next, as one piece. The busier it gets, the less each costs.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;
use std::mem::replace;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::workers::{Claim, Undone, Workers};

/// A kind of work that can be done for many at once.
pub(crate) trait Joint: Send + Sync + 'static {
    /// What is to be done for one.
    type Job: Send;
    /// What comes of it.
    type Outcome: Send;
    /// What no two jobs of one piece of work may be about.
    type About: Eq + Hash;

    /// What a job is about: those about the same are done in the order in which they came.
    fn about(job: &Self::Job) -> Self::About;

    /// Does them, and gives what comes of each, in their order.
    fn run(&self, jobs: Vec<Self::Job>) -> Vec<Self::Outcome>;
}

/// What waits to be done, first come, first served.
pub(crate) struct Together<W: Joint>(Arc<Inner<W>>);

struct Inner<W: Joint> {
    work: W,
    workers: Arc<Workers>,
    waiting: Mutex<Waiting<W>>,
}

struct Waiting<W: Joint> {
    entries: VecDeque<Entry<W>>,
    /// Whether a thread is at work on some, or will come to them.
    is_attended: bool,
}

struct Entry<W: Joint> {
    job: W::Job,
    claim: Claim,
    reply: oneshot::Sender<W::Outcome>,
}

/// No more are done as one piece, which keeps their rows until it is done.
const MOST: usize = 64;

impl<W: Joint> Together<W> {
    pub fn new(workers: &Arc<Workers>, work: W) -> Self {
        let waiting = Mutex::new(Waiting { entries: VecDeque::new(), is_attended: false });
        Self(Arc::new(Inner { work, workers: Arc::clone(workers), waiting }))
    }

    /// Has a job done with the next ones. What has waited longer than `patience` is never done.
    pub async fn run(&self, patience: Duration, job: W::Job) -> Result<W::Outcome, Undone> {
        let (reply, outcome) = oneshot::channel();
        let claim = Claim::default();
        let is_attended = {
            let mut waiting = self.0.lock();
            waiting.entries.push_back(Entry { job, claim: claim.clone(), reply });
            replace(&mut waiting.is_attended, true)
        };
        if !is_attended {
            attend(Arc::clone(&self.0));
        }
        claim.answer(patience, outcome).await
    }
}

/// Has a thread do what waits when it comes to it.
fn attend<W: Joint>(inner: Arc<Inner<W>>) {
    let attending = Attending(inner);
    Arc::clone(&attending.0.workers).spawn(move || {
        let taken = attending.0.take();
        if taken.is_empty() {
            return;
        }
        let (jobs, replies): (Vec<_>, Vec<_>) =
            taken.into_iter().map(|entry| (entry.job, entry.reply)).unzip();
        for (reply, outcome) in replies.into_iter().zip(attending.0.work.run(jobs)) {
            // The client may have gone meanwhile; then nobody misses the answer.
            drop(reply.send(outcome));
        }
    });
}

/// Goes on once it is dropped, also by what panics.
struct Attending<W: Joint>(Arc<Inner<W>>);

impl<W: Joint> Drop for Attending<W> {
    fn drop(&mut self) {
        let is_attended = {
            let mut waiting = self.0.lock();
            waiting.is_attended = !waiting.entries.is_empty();
            waiting.is_attended
        };
        if is_attended {
            attend(Arc::clone(&self.0));
        }
    }
}

impl<W: Joint> Inner<W> {
    fn lock(&self) -> MutexGuard<'_, Waiting<W>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next ones, of which no two are about the same: the later ones wait for the earlier.
    fn take(&self) -> Vec<Entry<W>> {
        let mut waiting = self.lock();
        let (mut taken, mut later, mut about) = (Vec::new(), VecDeque::new(), HashSet::new());
        while taken.len() < MOST
            && let Some(entry) = waiting.entries.pop_front()
        {
            if !about.insert(W::about(&entry.job)) {
                later.push_back(entry);
            } else if !entry.reply.is_closed() && entry.claim.take() {
                taken.push(entry);
            }
        }
        later.append(&mut waiting.entries);
        waiting.entries = later;
        taken
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use futures_util::future::{join, join_all};

    use super::*;

    const SOON: Duration = Duration::from_secs(5);

    /// Two numbers: which it is, and what it is about.
    type Job = (u8, u8);

    /// Gives all of it back, and tells of each piece of work, which it waits to begin.
    struct Told {
        begun: Mutex<Receiver<()>>,
        pieces: Mutex<Sender<Vec<Job>>>,
    }

    impl Joint for Told {
        type Job = Job;
        type Outcome = Job;
        type About = u8;

        fn about(job: &Job) -> u8 {
            job.1
        }

        fn run(&self, jobs: Vec<Job>) -> Vec<Job> {
            self.begun.lock().unwrap().recv().unwrap();
            self.pieces.lock().unwrap().send(jobs.clone()).unwrap();
            jobs
        }
    }

    fn told() -> (Together<Told>, Sender<()>, Receiver<Vec<Job>>) {
        let ((go_on, begun), (tell, pieces)) = (channel(), channel());
        let told = Told { begun: Mutex::new(begun), pieces: Mutex::new(tell) };
        (Together::new(&workers(), told), go_on, pieces)
    }

    fn workers() -> Arc<Workers> {
        Arc::new(Workers::start("test", 2, || ()).unwrap())
    }

    #[actix_web::test]
    async fn what_comes_while_some_is_done_is_done_next_and_what_is_about_the_same_in_its_order() {
        let (together, go_on, pieces) = told();
        let jobs = [(1, 7), (2, 8), (3, 7), (4, 9), (5, 7)];
        let all = jobs.map(|job| together.run(SOON, job));
        // Each is asked for once before the first piece of work may begin.
        let let_go = async { (0..4).for_each(|_| go_on.send(()).unwrap()) };
        let (outcomes, ()) = join(join_all(all), let_go).await;
        assert_eq!(outcomes, jobs.map(Ok));
        let pieces: Vec<_> = pieces.try_iter().collect();
        let mut done = pieces.concat();
        let about_seven = done.iter().filter(|(_, about)| *about == 7).map(|(which, _)| *which);
        assert_eq!(about_seven.collect::<Vec<_>>(), [1, 3, 5]);
        done.sort_unstable();
        assert_eq!(done, jobs);
        assert!(pieces.len() <= 4, "{pieces:?}");
        for piece in pieces {
            let about: HashSet<_> = piece.iter().map(|(_, about)| about).collect();
            assert_eq!(about.len(), piece.len(), "{piece:?}");
        }
    }

    #[actix_web::test]
    async fn no_more_are_done_at_once_than_may_be() {
        let (together, go_on, pieces) = told();
        let all = (0..=200).map(|number| together.run(SOON, (number, number)));
        let let_go = async { (0..9).for_each(|_| go_on.send(()).unwrap()) };
        let (outcomes, ()) = join(join_all(all), let_go).await;
        assert!(outcomes.iter().all(Result::is_ok));
        let sizes: Vec<_> = pieces.try_iter().map(|piece| piece.len()).collect();
        assert_eq!(sizes.iter().sum::<usize>(), 201);
        assert_eq!(sizes.iter().max(), Some(&MOST), "{sizes:?}");
    }

    #[actix_web::test]
    async fn s9_what_waited_too_long_is_refused_then_and_never_done() {
        let (together, go_on, pieces) = told();
        let first = together.run(SOON, (1, 1));
        let late = together.run(Duration::from_millis(50), (2, 1));
        let let_go = async {
            let refused = late.await;
            go_on.send(()).unwrap();
            refused
        };
        assert_eq!(join(first, let_go).await, (Ok((1, 1)), Err(Undone::TooLate)));
        assert_eq!(pieces.recv_timeout(SOON).unwrap(), [(1, 1)]);
        go_on.send(()).unwrap();
        assert_eq!(together.run(SOON, (3, 1)).await, Ok((3, 1)));
        assert_eq!(pieces.recv_timeout(SOON).unwrap(), [(3, 1)]);
    }

    #[actix_web::test]
    async fn work_that_panics_is_answered_and_the_next_is_done() {
        struct Panics;

        impl Joint for Panics {
            type Job = bool;
            type Outcome = ();
            type About = bool;

            fn about(job: &bool) -> bool {
                *job
            }

            fn run(&self, jobs: Vec<bool>) -> Vec<()> {
                assert!(!jobs[0], "on purpose");
                vec![(); jobs.len()]
            }
        }

        let together = Together::new(&workers(), Panics);
        assert_eq!(together.run(SOON, true).await, Err(Undone::Panicked));
        assert_eq!(together.run(SOON, false).await, Ok(()));
    }
}
