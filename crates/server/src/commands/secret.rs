//! `parlor secret rotate` and `parlor secret reset`: another root secret.

use std::io::Write;

use parlor_adapters::{RootVault, SystemClock, SystemRandom};
use parlor_auth::keys::{KeyContext, RotationError, SecretRotation, reset_secret, rotate_secret};
use parlor_persistence::Database;
use secrecy::{ExposeSecret, SecretString};

use crate::application::{open_database, other_secret};
use crate::cli::SecretCommand;
use crate::error::Exit;
use crate::secret::root_secret;
use crate::settings::Settings;

/// Runs a command.
///
/// # Errors
/// A sentence for the operator.
pub fn run(settings: &Settings, command: &SecretCommand, output: &mut dyn Write) -> Result<(), Exit> {
    match command {
        SecretCommand::Rotate => rotate(settings, output),
        SecretCommand::Reset { i_accept: true } => reset(settings, output),
        SecretCommand::Reset { i_accept: false } => Err(Exit::usage(
            "this makes all keys anew and signs everybody out, which only helps where the root secret is lost: \
             type --i-accept to do it, or `parlor secret rotate` where the old one is still known",
        )),
    }
}

/// Seals the keys by the root secret that is set, instead of the previous one.
fn rotate(settings: &Settings, output: &mut dyn Write) -> Result<(), Exit> {
    let previous = settings.previous_secret.as_ref().ok_or_else(|| {
        Exit::usage(
            "set PARLOR_SECRET_PREVIOUS to the root secret that this database has now, and PARLOR_SECRET or \
             PARLOR_SECRET_FILE to the new one",
        )
    })?;
    let database = open_database(settings)?;
    let vault = vault(&root_secret(settings, false, &SystemRandom)?)?;
    let previous = self::vault(previous)?;
    let done = rotate_secret(&ctx(settings, &database, &vault), &previous).map_err(|failure| {
        Exit::from_failure(failure, |refusal| match refusal {
            RotationError::WrongPrevious => Exit::usage(
                "this database has neither of these root secrets: set PARLOR_SECRET_PREVIOUS to the one it \
                     was set up with",
            ),
            RotationError::NoKeys => Exit::failed(
                "this database has no keys yet, so there is nothing to do: start parlor with the new root \
                     secret",
            ),
        })
    })?;
    match done {
        SecretRotation::Done(keys) => writeln!(
            output,
            "Keys sealed by the new root secret: {keys}; start every instance again with it, and forget the old one"
        )?,
        SecretRotation::DoneBefore => {
            writeln!(output, "Nothing to do: the keys are sealed by this root secret already")?;
        }
    }
    Ok(())
}

/// Makes all keys anew.
fn reset(settings: &Settings, output: &mut dyn Write) -> Result<(), Exit> {
    let database = open_database(settings)?;
    // To a database whose keys nobody can open any more, a new secret does no harm.
    let vault = vault(&root_secret(settings, true, &SystemRandom)?)?;
    let sessions = reset_secret(&ctx(settings, &database, &vault), settings.algorithm.own())
        .map_err(|failure| Exit::from_failure(failure, other_secret))?;
    writeln!(
        output,
        "All keys are new; sessions ended: {sessions}; start every instance again with this root secret"
    )?;
    Ok(())
}

fn vault(secret: &SecretString) -> Result<RootVault, Exit> {
    RootVault::new(secret.expose_secret().as_bytes()).map_err(Exit::failed)
}

fn ctx<'c>(settings: &Settings, database: &'c Database, vault: &'c RootVault) -> KeyContext<'c> {
    KeyContext {
        store: database,
        vault,
        clock: &SystemClock,
        random: &SystemRandom,
        access_ttl: settings.policy.sessions.access_ttl,
    }
}
