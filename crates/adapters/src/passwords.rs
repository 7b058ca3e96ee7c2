//! Hashes passwords with bcrypt, and checks them against every shape in which Django stores one.
//!
//! A stored hash may come from an import: it is input. Each format bounds what it is willing to compute
//! before it computes anything, and what is over the bound counts as unreadable.

mod argon2;
mod bcrypt;
mod pbkdf2;
mod scrypt;
#[cfg(test)]
mod tests;

use std::hint::black_box;

use parlor_auth::Unexpected;
use parlor_auth::ports::{Checked, Passwords};
use parlor_domain::ports::Random;
use parlor_domain::{Password, PasswordHash};

use crate::SystemRandom;

/// Makes hashes in Django's `bcrypt_sha256` shape: bcrypt over the hexadecimal SHA-256 of the password, so
/// that all of a long password counts, where bcrypt alone stops at 72 bytes.
pub struct BcryptPasswords {
    cost: u32,
    /// How a hash begins that need not be replaced.
    current: String,
    /// A well-formed hash of nobody's password, at the same cost.
    dummy: String,
}

impl BcryptPasswords {
    /// The least cost bcrypt can have.
    pub const MIN_COST: u32 = 4;
    /// The highest cost that is made or checked: some four seconds of one core.
    pub const MAX_COST: u32 = 16;

    /// Hashes with 2^`cost` rounds.
    ///
    /// # Errors
    /// [`Unexpected`] for a cost outside [`Self::MIN_COST`] to [`Self::MAX_COST`].
    pub fn new(cost: u32) -> Result<Self, Unexpected> {
        if !(Self::MIN_COST..=Self::MAX_COST).contains(&cost) {
            return Err(Unexpected::while_doing("choosing a bcrypt cost", format!("{cost} is not 4 to 16")));
        }
        Ok(Self { cost, current: format!("bcrypt_sha256$$2b${cost:02}$"), dummy: bcrypt::dummy(cost) })
    }
}

impl Passwords for BcryptPasswords {
    fn hash(&self, password: &Password) -> Result<PasswordHash, Unexpected> {
        let mut salt = [0; 16];
        SystemRandom.fill(&mut salt);
        let hash = bcrypt::hash(&bcrypt::digest(password.expose()), self.cost, salt)
            .map_err(|error| Unexpected::while_doing("hashing a password", error))?;
        Ok(PasswordHash::stored(format!("bcrypt_sha256${hash}")))
    }

    fn check(&self, password: &Password, stored: Option<&PasswordHash>) -> Checked {
        let password = password.expose();
        let stored = stored.map_or("", PasswordHash::as_str);
        match verify(password, stored) {
            Some(true) if stored.starts_with(&self.current) => Checked::Right,
            Some(true) => Checked::RightButOutdated,
            Some(false) => Checked::Wrong,
            None => {
                // Nobody's password can be right here; the work is done so that its time tells nothing.
                black_box(bcrypt::verify(&bcrypt::digest(password), &self.dummy));
                Checked::Wrong
            }
        }
    }
}

/// More than any of the formats needs; Django's own column holds 128.
const MAX_STORED: usize = 512;

/// Whether a password is the stored one. `None`, with nothing computed, for an unusable hash, one of no known
/// format, and one whose cost is over the format's bound.
fn verify(password: &str, stored: &str) -> Option<bool> {
    if stored.len() > MAX_STORED {
        return None;
    }
    let (format, rest) = stored.split_once('$')?;
    match format {
        "bcrypt_sha256" => bcrypt::verify(&bcrypt::digest(password), rest),
        "bcrypt" => bcrypt::verify(password, rest),
        "pbkdf2_sha256" => pbkdf2::verify_sha256(password, rest),
        "pbkdf2_sha1" => pbkdf2::verify_sha1(password, rest),
        "argon2" => argon2::verify(password, rest),
        "scrypt" => scrypt::verify(password, rest),
        _ => None,
    }
}

/// The parts between dollar signs, if there are exactly so many.
fn fields<const N: usize>(text: &str) -> Option<[&str; N]> {
    text.split('$').collect::<Vec<_>>().try_into().ok()
}
