//! Randomness that comes out the same each time.

use std::sync::atomic::{AtomicU64, Ordering};

use parlor_domain::ports::Random;

/// A generator that repeats itself for each seed (SplitMix64). Good for tests, and for nothing else.
#[derive(Debug, Default)]
pub struct SeededRandom(AtomicU64);

impl SeededRandom {
    /// Starts from `seed`.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    fn next(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let state = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            for (byte, drawn) in chunk.iter_mut().zip(self.next().to_le_bytes()) {
                *byte = drawn;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(random: &SeededRandom) -> [u8; 20] {
        let mut bytes = [0; 20];
        random.fill(&mut bytes);
        bytes
    }

    #[test]
    fn a_seed_gives_the_same_bytes_each_time_and_never_the_same_bytes_twice() {
        let (one, other) = (SeededRandom::from_seed(7), SeededRandom::from_seed(7));
        let first = draw(&one);
        assert_eq!(first, draw(&other));
        assert_ne!(first, draw(&one));
        assert_ne!(first, draw(&SeededRandom::from_seed(8)));
    }
}
