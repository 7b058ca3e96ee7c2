//! Many at once.

use std::sync::Barrier;
use std::thread;

/// Runs `run` on `threads` threads that all start in the same moment, and hands out what each came to.
pub fn at_once<T: Send>(threads: usize, run: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(threads);
    let (barrier, run) = (&barrier, &run);
    thread::scope(|scope| {
        let started = (0..threads).map(|number| {
            scope.spawn(move || {
                barrier.wait();
                run(number)
            })
        });
        let started: Vec<_> = started.collect();
        started.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_running_before_any_is_done_and_each_answer_is_kept() {
        let met = Barrier::new(20);
        let numbers = at_once(20, |number| {
            met.wait();
            number
        });
        assert_eq!(numbers, (0..20).collect::<Vec<_>>());
    }
}
