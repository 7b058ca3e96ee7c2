//! Django's `argon2`: `<variety>$v=<version>$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>`; hashes older than
//! version 1.3 of Argon2 lack the version.

use ::argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine};

use super::fields;

/// 128 MiB; Django takes 100.
const MAX_MEMORY: u32 = 128 * 1024;
/// Django makes two.
const MAX_PASSES: u32 = 10;
/// Django takes eight.
const MAX_LANES: u32 = 16;
/// Of the hash; Django keeps 32, and older releases 16.
const HASH_BYTES: std::ops::RangeInclusive<usize> = 16..=64;

/// Compares with a stored hash.
pub(super) fn verify(password: &str, stored: &str) -> Option<bool> {
    let (variety, version, costs, salt, hash) = match fields(stored) {
        Some([variety, version, costs, salt, hash]) => (variety, version, costs, salt, hash),
        None => {
            let [variety, costs, salt, hash] = fields(stored)?;
            (variety, "v=16", costs, salt, hash)
        }
    };
    let algorithm = match variety {
        "argon2id" => Algorithm::Argon2id,
        "argon2i" => Algorithm::Argon2i,
        "argon2d" => Algorithm::Argon2d,
        _ => return None,
    };
    let version = match version {
        "v=19" => Version::V0x13,
        "v=16" => Version::V0x10,
        _ => return None,
    };
    let salt = BASE64_STANDARD_NO_PAD.decode(salt).ok()?;
    let hash = BASE64_STANDARD_NO_PAD.decode(hash).ok()?;
    if !HASH_BYTES.contains(&hash.len()) {
        return None;
    }
    let hasher = Argon2::new(algorithm, version, params(costs, hash.len())?);
    let mut made = vec![0; hash.len()];
    hasher.hash_password_into(password.as_bytes(), &salt, &mut made).ok()?;
    Some(verify_slices_are_equal(&made, &hash).is_ok())
}

fn params(costs: &str, length: usize) -> Option<Params> {
    let mut costs = costs.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
    let (memory, passes, lanes) = (cost("m=")?, cost("t=")?, cost("p=")?);
    if costs.next().is_some() || memory > MAX_MEMORY || passes > MAX_PASSES || lanes > MAX_LANES {
        return None;
    }
    Params::new(memory, passes, lanes, Some(length)).ok()
}
