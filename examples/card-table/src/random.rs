//! The operating system's randomness, and the only place that asks for it.

use parlor_domain::ports::Random;

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsRandom;

impl Random for OsRandom {
    #[expect(clippy::disallowed_methods, clippy::expect_used, reason = "this is the Random port's home")]
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the operating system has a generator");
    }
}
