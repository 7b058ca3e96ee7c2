//! Django's `pbkdf2_sha256` and `pbkdf2_sha1`: `<iterations>$<salt>$<base64 of the derived key>`.

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2::{self, Algorithm, PBKDF2_HMAC_SHA1, PBKDF2_HMAC_SHA256};
use base64::prelude::{BASE64_STANDARD, Engine};

use super::fields;

/// Four times what Django 5.2 does.
const MAX_ITERATIONS: u32 = 4_000_000;

/// Compares with a key derived by HMAC-SHA-256.
pub(super) fn verify_sha256(password: &str, stored: &str) -> Option<bool> {
    verify(PBKDF2_HMAC_SHA256, 32, password, stored)
}

/// Compares with a key derived by HMAC-SHA-1.
pub(super) fn verify_sha1(password: &str, stored: &str) -> Option<bool> {
    verify(PBKDF2_HMAC_SHA1, 20, password, stored)
}

fn verify(algorithm: Algorithm, length: usize, password: &str, stored: &str) -> Option<bool> {
    let [iterations, salt, key] = fields(stored)?;
    let iterations: NonZeroU32 = iterations.parse().ok()?;
    let key = BASE64_STANDARD.decode(key).ok()?;
    if iterations.get() > MAX_ITERATIONS || key.len() != length {
        return None;
    }
    Some(pbkdf2::verify(algorithm, iterations, salt.as_bytes(), password.as_bytes(), &key).is_ok())
}
