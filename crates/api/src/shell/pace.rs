//! Answers at a fixed moment, where the time that the work took would tell what the answer does not.

use std::time::Duration;

use futures_util::future::join;
use tokio::time::sleep;

/// Longer than the work takes, whether or not there is anybody to write to, and short to a person.
const PACE: Duration = Duration::from_millis(100);

/// What `work` comes to, no sooner than [`PACE`] after it began. The work is begun at once and not held up.
pub(crate) async fn paced<T>(work: impl Future<Output = T>) -> T {
    join(work, sleep(PACE)).await.0
}

#[cfg(test)]
mod tests {
    use std::future::ready;
    use std::time::Instant;

    use super::*;

    #[actix_web::test]
    async fn what_is_done_at_once_waits_and_what_takes_longer_does_not_wait_on_top() {
        let begun = Instant::now();
        assert_eq!(paced(ready(7)).await, 7);
        assert!(begun.elapsed() >= PACE);

        let begun = Instant::now();
        paced(sleep(PACE * 3)).await;
        assert!((PACE * 3..PACE * 4).contains(&begun.elapsed()), "{:?}", begun.elapsed());
    }
}
