//! Django's `bcrypt` and `bcrypt_sha256`: `$2b$<cost>$<22 characters of salt><31 of hash>`.

use ::bcrypt::{BcryptResult, HashParts, Version, hash_with_salt};
use aws_lc_rs::digest::{SHA256, digest as sha256};

use super::BcryptPasswords;
use crate::hex;

/// What is hashed in a password's place: 64 characters, so that bcrypt's limit of 72 bytes cuts nothing off,
/// and no NUL, at which other implementations end a password.
pub(super) fn digest(password: &str) -> String {
    hex::lower(sha256(&SHA256, password.as_bytes()).as_ref())
}

/// A new hash.
pub(super) fn hash(digest: &str, cost: u32, salt: [u8; 16]) -> BcryptResult<String> {
    Ok(hash_with_salt(digest, cost, salt)?.format_for_version(Version::TwoB))
}

/// A well-formed hash that was never made from a password.
pub(super) fn dummy(cost: u32) -> String {
    format!("$2b${cost:02}${:.<22}{:.<31}", "", "")
}

/// Compares with a stored hash. A plain bcrypt hash knows the first 72 bytes only; whoever wrote it did not
/// keep the rest.
pub(super) fn verify(password: &str, stored: &str) -> Option<bool> {
    // The names of one and the same algorithm; `$2x$` is that of a broken one.
    if !["$2a$", "$2b$", "$2y$"].iter().any(|version| stored.starts_with(version)) {
        return None;
    }
    let cost = stored.parse::<HashParts>().ok()?.get_cost();
    if !(BcryptPasswords::MIN_COST..=BcryptPasswords::MAX_COST).contains(&cost) {
        return None;
    }
    ::bcrypt::verify(password, stored).ok()
}
