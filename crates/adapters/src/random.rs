//! The operating system's generator, and the only place that asks it.

use parlor_domain::ports::Random;

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "this is the Random port's home")]
    #[expect(
        clippy::panic,
        reason = "going on without randomness would hand out secrets that can be guessed"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        if aws_lc_rs::rand::fill(bytes).is_err() {
            panic!("the operating system's generator gave nothing");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_does_not_repeat_itself() {
        let mut drawn = [[0; 16]; 64];
        for bytes in &mut drawn {
            SystemRandom.fill(bytes);
        }
        drawn.sort_unstable();
        assert!(drawn.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
