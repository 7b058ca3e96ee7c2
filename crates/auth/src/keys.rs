//! The data keys: made once, sealed by the root secret, opened when a service starts, and looked for again
//! while it runs.

mod ring;
mod rotate;
mod schedule;
mod secret;

use std::time::Duration;

use parlor_domain::ports::{Clock, Random};
use parlor_domain::{Actor, AuditEvent, AuditKind, StoreError, Timestamp};

use crate::ports::{Keys, ROOT_TAKEN, SealedKey, Store, Vault, Work};
use crate::{Failure, Refusal};

pub use ring::{KeyRing, SigningKey};
pub(crate) use rotate::remove_over;
pub use rotate::{NewSigningKey, rotate_signing};
pub use schedule::PUBLISHED_FIRST;
pub use secret::{RotationError, SecretRotation, reset_secret, rotate_secret};

/// How access tokens are signed with a key of our own making.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// ECDSA over P-256 with SHA-256 (RFC 7518, 3.4).
    Es256,
    /// Ed25519 (RFC 8037).
    EdDsa,
}

impl SigningAlgorithm {
    const ALL: [Self; 2] = [Self::Es256, Self::EdDsa];

    /// Its name in a token's header.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    fn purpose(self) -> &'static str {
        match self {
            Self::Es256 => "sign:ES256",
            Self::EdDsa => "sign:EdDSA",
        }
    }
}

/// Why the keys stay closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeysError {
    /// The database was set up with another root secret.
    OtherRootSecret,
}

impl Refusal for KeysError {}

/// The length of the key that refresh tokens are derived from.
pub const REFRESH_KEY_BYTES: usize = 32;
const REFRESH: &str = "refresh";
/// The length of the key that pending mail is sealed by.
pub const MAIL_KEY_BYTES: usize = 32;
const MAIL: &str = "mail";
/// The length of the key that codes are hashed with.
pub const CODE_KEY_BYTES: usize = 32;
const CODE: &str = "code";
/// The length of the key that PINs are hashed with.
pub const PIN_KEY_BYTES: usize = 32;
const PIN: &str = "pin";
/// The keys that are nothing but random bytes, each with its length.
const RANDOM_KEYS: [(&str, usize); 4] =
    [(REFRESH, REFRESH_KEY_BYTES), (MAIL, MAIL_KEY_BYTES), (CODE, CODE_KEY_BYTES), (PIN, PIN_KEY_BYTES)];

/// Whether a database has no keys yet, so that its first root secret may be made up.
///
/// # Errors
/// [`StoreError`].
pub fn is_new(store: &dyn Store) -> Result<bool, StoreError> {
    Ok(store.write()?.keys().lock_root()?.is_none())
}

/// What work on the keys needs.
#[derive(Clone, Copy)]
pub struct KeyContext<'c> {
    /// Where they are kept.
    pub store: &'c dyn Store,
    /// What seals and opens them.
    pub vault: &'c dyn Vault,
    /// The only clock.
    pub clock: &'c dyn Clock,
    /// The only source of randomness.
    pub random: &'c dyn Random,
    /// How long an access token lives at most.
    pub access_ttl: Duration,
}

/// Opens the keys that are in use, after making those that are missing.
///
/// # Errors
/// [`KeysError`]; [`Failure::Unexpected`] for a key that does not open.
pub fn unlock(
    ctx: &KeyContext<'_>,
    algorithm: Option<SigningAlgorithm>,
) -> Result<KeyRing, Failure<KeysError>> {
    match try_unlock(ctx, algorithm) {
        // Another instance made the first keys in the same moment; they are there now.
        Err(Failure::Store(StoreError::Conflict { constraint: ROOT_TAKEN })) => try_unlock(ctx, algorithm),
        other => other,
    }
}

fn try_unlock(
    ctx: &KeyContext<'_>,
    algorithm: Option<SigningAlgorithm>,
) -> Result<KeyRing, Failure<KeysError>> {
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    match work.keys().lock_root()? {
        Some(check) if check != ctx.vault.check() => return Err(KeysError::OtherRootSecret.into()),
        Some(_) => {}
        None => work.keys().set_root(&ctx.vault.check())?,
    }
    add_missing(work.keys(), ctx, algorithm, now)?;
    let ring = ring::open(&work.keys().all()?, ctx.vault, ctx.access_ttl, now)?;
    work.commit()?;
    Ok(ring)
}

/// Opens the keys that are in use by now. Changes nothing.
///
/// # Errors
/// [`KeysError`], also when there are no keys any more; [`Failure::Unexpected`] for a key that does not open.
pub fn reopen(ctx: &KeyContext<'_>) -> Result<KeyRing, Failure<KeysError>> {
    let mut work = ctx.store.write()?;
    if work.keys().lock_root()? != Some(ctx.vault.check()) {
        return Err(KeysError::OtherRootSecret.into());
    }
    let keys = work.keys().all()?;
    // Nobody waits while they are opened.
    drop(work);
    Ok(ring::open(&keys, ctx.vault, ctx.access_ttl, ctx.clock.now())?)
}

/// Whether a vault holds the root secret that a check value was made of, and opens all these keys.
///
/// # Errors
/// [`KeysError`]; [`Failure::Unexpected`] for a key that does not open.
pub fn opens(vault: &dyn Vault, check: &str, keys: &[SealedKey]) -> Result<(), Failure<KeysError>> {
    if check != vault.check() {
        return Err(KeysError::OtherRootSecret.into());
    }
    for key in keys {
        vault.open(&key.name, &key.sealed)?;
    }
    Ok(())
}

fn add_missing(
    keys: &mut dyn Keys,
    ctx: &KeyContext<'_>,
    algorithm: Option<SigningAlgorithm>,
    now: Timestamp,
) -> Result<(), Failure<KeysError>> {
    let there = keys.all()?;
    let is_missing = |purpose: &str| !there.iter().any(|key| key.purpose == purpose);
    for (purpose, length) in RANDOM_KEYS.into_iter().filter(|(purpose, _)| is_missing(purpose)) {
        let mut key = vec![0; length];
        ctx.random.fill(&mut key);
        add(keys, ctx, purpose, &key, now)?;
    }
    if let Some(algorithm) = algorithm.filter(|wanted| is_missing(wanted.purpose())) {
        add(keys, ctx, algorithm.purpose(), &ctx.vault.new_signing_key(algorithm)?, now)?;
    }
    Ok(())
}

/// Adds a key under a name of its own, and gives that name.
fn add(
    keys: &mut dyn Keys,
    ctx: &KeyContext<'_>,
    purpose: &str,
    key: &[u8],
    now: Timestamp,
) -> Result<String, Failure<KeysError>> {
    let name = new_name(ctx.random);
    let sealed = ctx.vault.seal(&name, key)?;
    keys.add(&SealedKey { name: name.clone(), purpose: purpose.to_owned(), sealed, made_at: now })?;
    Ok(name)
}

fn new_name(random: &dyn Random) -> String {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}

fn record(work: &mut dyn Work, kind: AuditKind, now: Timestamp) {
    let event = AuditEvent { kind, actor: Actor::Operator, account: None, session: None };
    work.journal().record(event, now);
}
