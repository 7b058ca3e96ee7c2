//! Django's `scrypt`: `<n>$<salt>$<r>$<p>$<base64 of 64 bytes>`.

use ::scrypt::Params;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::prelude::{BASE64_STANDARD, Engine};

use super::fields;

/// n·r, each unit 128 bytes of memory: 128 MiB. Django takes 16.
const MAX_MEMORY: u32 = 1 << 20;
/// n·r·p: three times what Django does.
const MAX_WORK: u32 = 1 << 21;
/// Django has 8.
const MAX_BLOCK: u32 = 32;
/// Django has 5.
const MAX_LANES: u32 = 16;
const HASH_BYTES: usize = 64;

/// Compares with a stored hash.
pub(super) fn verify(password: &str, stored: &str) -> Option<bool> {
    let [n, salt, r, p, hash] = fields(stored)?;
    let params = params(n.parse().ok()?, r.parse().ok()?, p.parse().ok()?)?;
    let hash = BASE64_STANDARD.decode(hash).ok()?;
    if hash.len() != HASH_BYTES {
        return None;
    }
    let mut made = [0; HASH_BYTES];
    ::scrypt::scrypt(password.as_bytes(), salt.as_bytes(), &params, &mut made).ok()?;
    Some(verify_slices_are_equal(&made, &hash).is_ok())
}

fn params(n: u32, r: u32, p: u32) -> Option<Params> {
    let memory = n.checked_mul(r)?;
    let work = memory.checked_mul(p)?;
    let is_affordable = memory <= MAX_MEMORY && work <= MAX_WORK && r <= MAX_BLOCK && p <= MAX_LANES;
    if !is_affordable || n < 2 || !n.is_power_of_two() {
        return None;
    }
    Params::new(u8::try_from(n.ilog2()).ok()?, r, p).ok()
}
