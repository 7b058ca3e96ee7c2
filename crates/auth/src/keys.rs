//! The data keys: made once, sealed by the root secret, and opened when a service starts.

use parlor_domain::StoreError;
use parlor_domain::ports::{Clock, Random};

use crate::ports::{Keys, ROOT_TAKEN, SealedKey, Store, Vault};
use crate::{Failure, Refusal};

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

/// The opened keys of a service.
pub struct KeyRing {
    /// Every signing key, oldest first: each verifies; the newest of the configured algorithm signs.
    pub signing: Vec<SigningKey>,
    /// What refresh tokens are derived from: [`REFRESH_KEY_BYTES`] bytes.
    pub refresh: Vec<u8>,
}

/// One opened signing key.
pub struct SigningKey {
    /// Its `kid`.
    pub kid: String,
    /// What it signs with.
    pub algorithm: SigningAlgorithm,
    /// The private key, as PKCS #8.
    pub pkcs8: Vec<u8>,
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

/// Whether a database has no keys yet, so that its first root secret may be made up.
///
/// # Errors
/// [`StoreError`].
pub fn is_new(store: &dyn Store) -> Result<bool, StoreError> {
    Ok(store.write()?.keys().lock_root()?.is_none())
}

/// Opens the keys, after making those that are missing.
///
/// # Errors
/// [`KeysError`]; [`Failure::Unexpected`] for a key that does not open.
pub fn unlock(
    store: &dyn Store,
    vault: &dyn Vault,
    clock: &dyn Clock,
    random: &dyn Random,
    algorithm: Option<SigningAlgorithm>,
) -> Result<KeyRing, Failure<KeysError>> {
    match try_unlock(store, vault, clock, random, algorithm) {
        // Another instance made the first keys in the same moment; they are there now.
        Err(Failure::Store(StoreError::Conflict { constraint: ROOT_TAKEN })) => {
            try_unlock(store, vault, clock, random, algorithm)
        }
        other => other,
    }
}

fn try_unlock(
    store: &dyn Store,
    vault: &dyn Vault,
    clock: &dyn Clock,
    random: &dyn Random,
    algorithm: Option<SigningAlgorithm>,
) -> Result<KeyRing, Failure<KeysError>> {
    let now = clock.now();
    let mut work = store.write()?;
    match work.keys().lock_root()? {
        Some(check) if check != vault.check() => return Err(KeysError::OtherRootSecret.into()),
        Some(_) => {}
        None => work.keys().set_root(&vault.check())?,
    }
    let keys = work.keys().all()?;
    let mut missing = Vec::new();
    if !keys.iter().any(|key| key.purpose == REFRESH) {
        let mut key = [0; REFRESH_KEY_BYTES];
        random.fill(&mut key);
        missing.push((REFRESH, key.to_vec()));
    }
    if let Some(algorithm) =
        algorithm.filter(|wanted| !keys.iter().any(|key| key.purpose == wanted.purpose()))
    {
        missing.push((algorithm.purpose(), vault.new_signing_key(algorithm)?));
    }
    for (purpose, key) in missing {
        let name = new_name(random);
        let sealed = vault.seal(&name, &key)?;
        work.keys().add(&SealedKey { name, purpose: purpose.to_owned(), sealed }, now)?;
    }
    let ring = open(work.keys(), vault)?;
    work.commit()?;
    Ok(ring)
}

fn open(keys: &mut dyn Keys, vault: &dyn Vault) -> Result<KeyRing, Failure<KeysError>> {
    let mut ring = KeyRing { signing: Vec::new(), refresh: Vec::new() };
    for sealed in keys.all()? {
        let key = vault.open(&sealed.name, &sealed.sealed)?;
        let algorithm = SigningAlgorithm::ALL.into_iter().find(|known| known.purpose() == sealed.purpose);
        if let Some(algorithm) = algorithm {
            ring.signing.push(SigningKey { kid: sealed.name, algorithm, pkcs8: key });
        } else if sealed.purpose == REFRESH {
            ring.refresh = key;
        }
    }
    Ok(ring)
}

fn new_name(random: &dyn Random) -> String {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}
