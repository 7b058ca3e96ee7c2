//! The opened keys of a service, and which of the stored ones are among them at a moment.

use std::time::Duration;

use parlor_domain::Timestamp;

use super::schedule::{Duty, duties};
use super::{CODE, MAIL, PIN, REFRESH, SigningAlgorithm};
use crate::Unexpected;
use crate::ports::{SealedKey, Vault};

/// The opened keys of a service.
#[derive(Default)]
pub struct KeyRing {
    /// The signing keys that are published, of each algorithm oldest first: each verifies.
    pub signing: Vec<SigningKey>,
    /// What refresh tokens are derived from: [`super::REFRESH_KEY_BYTES`] bytes.
    pub refresh: Vec<u8>,
    /// What pending mail is sealed by: [`super::MAIL_KEY_BYTES`] bytes.
    pub mail: Vec<u8>,
    /// What codes are hashed with: [`super::CODE_KEY_BYTES`] bytes.
    pub code: Vec<u8>,
    /// What PINs are hashed with: [`super::PIN_KEY_BYTES`] bytes.
    pub pin: Vec<u8>,
}

/// One opened signing key.
pub struct SigningKey {
    /// Its `kid`.
    pub kid: String,
    /// What it signs with.
    pub algorithm: SigningAlgorithm,
    /// Whether it is the one of its algorithm that signs at present.
    pub signs: bool,
    /// The private key, as PKCS #8.
    pub pkcs8: Vec<u8>,
}

/// What a stored key is used for at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Refresh tokens are derived from it.
    Refresh,
    /// Pending mail is sealed by it.
    Mail,
    /// Codes are hashed with it.
    Code,
    /// PINs are hashed with it.
    Pin,
    /// It verifies access tokens, and `signs` them or not.
    Access { algorithm: SigningAlgorithm, signs: bool },
    /// Nothing: what it signed has ended.
    Over,
}

/// The keys whose purpose is known, with their use at `now`.
pub(super) fn uses(keys: &[SealedKey], access_ttl: Duration, now: Timestamp) -> Vec<(&SealedKey, Use)> {
    let mut found = Vec::new();
    for algorithm in SigningAlgorithm::ALL {
        let of_it = || keys.iter().filter(|key| key.purpose == algorithm.purpose());
        let made_at: Vec<_> = of_it().map(|key| key.made_at).collect();
        let used = duties(&made_at, access_ttl, now).into_iter().map(|duty| match duty {
            Duty::Over => Use::Over,
            Duty::Signs => Use::Access { algorithm, signs: true },
            Duty::Announced | Duty::Verifies => Use::Access { algorithm, signs: false },
        });
        found.extend(of_it().zip(used));
    }
    for (purpose, used) in [(REFRESH, Use::Refresh), (MAIL, Use::Mail), (CODE, Use::Code), (PIN, Use::Pin)] {
        found.extend(keys.iter().filter(|key| key.purpose == purpose).map(|key| (key, used)));
    }
    found
}

/// Opens the keys that are used at `now`.
pub(super) fn open(
    keys: &[SealedKey],
    vault: &dyn Vault,
    access_ttl: Duration,
    now: Timestamp,
) -> Result<KeyRing, Unexpected> {
    let mut ring = KeyRing::default();
    for (key, used) in uses(keys, access_ttl, now) {
        let open = || vault.open(&key.name, &key.sealed);
        match used {
            Use::Over => {}
            Use::Refresh => ring.refresh = open()?,
            Use::Mail => ring.mail = open()?,
            Use::Code => ring.code = open()?,
            Use::Pin => ring.pin = open()?,
            Use::Access { algorithm, signs } => {
                ring.signing.push(SigningKey { kid: key.name.clone(), algorithm, signs, pkcs8: open()? });
            }
        }
    }
    Ok(ring)
}
