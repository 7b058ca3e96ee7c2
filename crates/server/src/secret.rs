//! Finds the root secret, or makes it once. Must not know what it seals.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use parlor_adapters::SystemRandom;
use parlor_domain::ports::Random;
use secrecy::SecretString;
use thiserror::Error;
use tracing::warn;

use crate::settings::{MIN_SECRET_BYTES, SecretSource, Settings};

mod data_dir;
#[cfg(test)]
mod tests;

pub use data_dir::make_data_dir;

/// A root secret, and what an operator should be told about where it was.
#[derive(Debug)]
pub struct Found {
    /// At least [`MIN_SECRET_BYTES`] bytes of text.
    pub secret: SecretString,
    /// A sentence for the log, if its file is not as private as it should be.
    pub warning: Option<String>,
}

/// Why there is no root secret.
#[derive(Debug, Error)]
pub enum SecretError {
    /// The file that was named cannot be read.
    #[error(
        "the root secret's file {path:?} cannot be read ({reason}): correct PARLOR_SECRET_FILE or the \
         file's owner"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
    /// The file holds something else than text.
    #[error(
        "the root secret's file {path:?} holds no text: write one line of text to it, such as \
         `openssl rand -hex 32` prints"
    )]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// The file holds too little.
    #[error(
        "the root secret in {path:?} has {bytes} bytes and needs {MIN_SECRET_BYTES} or more: restore the file \
         this database was set up with, or set PARLOR_SECRET or PARLOR_SECRET_FILE"
    )]
    TooShort {
        /// The file.
        path: PathBuf,
        /// How much it holds.
        bytes: usize,
    },
    /// The database has keys, and nothing here opens them.
    #[error(
        "this database was set up with another root secret and {path:?} is not there: set PARLOR_SECRET or \
         PARLOR_SECRET_FILE to the one it was set up with"
    )]
    Missing {
        /// Where it would be.
        path: PathBuf,
    },
    /// A new one could not be kept.
    #[error(
        "the root secret cannot be kept in {path:?} ({reason}): let parlor write to that folder, or \
         set PARLOR_SECRET"
    )]
    NotMade {
        /// Where it would be.
        path: PathBuf,
        /// The system's words.
        reason: io::Error,
    },
}

/// Finds the root secret. Where none was set and the data dir has none either, one is made if the database
/// `is_new`, which is to say that it has no keys yet; any other database it could not open.
///
/// # Errors
/// [`SecretError`].
pub fn root_secret(
    settings: &Settings,
    is_new: bool,
    random: &dyn Random,
) -> Result<SecretString, SecretError> {
    let found = find(&settings.root_secret, &settings.data_dir, is_new, random)?;
    if let Some(warning) = found.warning {
        warn!("{warning}");
    }
    Ok(found.secret)
}

/// Finds the root secret and makes none.
///
/// # Errors
/// [`SecretError`]; [`SecretError::Missing`] where one would be made for a new database.
pub fn look(settings: &Settings) -> Result<Found, SecretError> {
    find(&settings.root_secret, &settings.data_dir, false, &SystemRandom)
}

fn find(
    source: &SecretSource,
    data_dir: &Path,
    is_new: bool,
    random: &dyn Random,
) -> Result<Found, SecretError> {
    let path = match source {
        SecretSource::Given(secret) => return Ok(Found { secret: secret.clone(), warning: None }),
        SecretSource::File(path) => return read(path),
        SecretSource::DataDir => data_dir.join("secret"),
    };
    match read(&path) {
        Err(SecretError::Unreadable { reason, .. }) if reason.kind() == ErrorKind::NotFound => {}
        other => return other,
    }
    if !is_new {
        return Err(SecretError::Missing { path });
    }
    make(&path, random).map_err(|reason| SecretError::NotMade { path: path.clone(), reason })?;
    read(&path)
}

/// What a file holds, without the end of its line.
fn read(path: &Path) -> Result<Found, SecretError> {
    let path = path.to_path_buf();
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(reason) => return Err(SecretError::Unreadable { path, reason }),
    };
    let Ok(text) = String::from_utf8(bytes) else { return Err(SecretError::NotText { path }) };
    let text = text.trim_end_matches(['\r', '\n']);
    if text.len() < MIN_SECRET_BYTES {
        return Err(SecretError::TooShort { path, bytes: text.len() });
    }
    Ok(Found { secret: text.into(), warning: exposure(&path) })
}

fn exposure(path: &Path) -> Option<String> {
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    let is_exposed = mode & 0o077 != 0;
    is_exposed.then(|| {
        format!("others may use the root secret's file {path:?}, whose mode is {mode:04o}: `chmod 600` it")
    })
}

/// Makes a secret of 256 bits. The file is written whole under another name and then linked to its own,
/// which fails if there is one by now: so nobody ever reads half a secret, and of several instances that
/// start at once all use the same.
fn make(path: &Path, random: &dyn Random) -> io::Result<()> {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    let mut mark = [0; 8];
    random.fill(&mut mark);
    let draft = path.with_extension(format!("new-{:016x}", u64::from_be_bytes(mark)));

    let linked = write(&draft, &hex(&bytes)).and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => removed.and_then(|()| path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())),
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
