//! Checks one password over and over, on every core.

use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::thread::{available_parallelism, scope};
use std::time::{Duration, Instant};

/// What Parlor hashes with unless it is told otherwise.
const COST: u32 = 12;

/// How many checks a second all cores get done together. One that is not done in time does not count, as it
/// does not for the load generator either.
pub fn checks_per_second(seconds: u32) -> Result<f64, Box<dyn Error>> {
    let password = "a".repeat(64);
    let stored = bcrypt::hash(&password, COST)?;
    let cores = available_parallelism()?.get();
    let until = Instant::now() + Duration::from_secs(seconds.into());
    let done = AtomicU32::new(0);
    scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while bcrypt::verify(&password, &stored).is_ok() && Instant::now() <= until {
                    done.fetch_add(1, Relaxed);
                }
            });
        }
    });
    Ok(f64::from(done.into_inner()) / f64::from(seconds))
}
