//! `parlor key rotate-signing`

use std::io::Write;

use parlor_auth::keys::rotate_signing;

use crate::application::{Parts, other_secret};
use crate::error::Exit;
use crate::settings::Settings;

/// Makes a new signing key and says when it begins to sign.
///
/// # Errors
/// A sentence for the operator, also where no key of our own signs.
pub fn run(settings: &Settings, output: &mut dyn Write) -> Result<(), Exit> {
    let Some(algorithm) = settings.algorithm.own() else {
        return Err(Exit::usage(
            "with PARLOR_TOKENS__ALGORITHM=HS256 there is no signing key to rotate: set another \
             PARLOR_TOKENS__HS256_SECRET, here and wherever tokens are verified, or choose ES256",
        ));
    };
    let parts = Parts::build(settings)?;
    let key = rotate_signing(&parts.keyring.ctx(), algorithm)
        .map_err(|failure| Exit::from_failure(failure, other_secret))?;
    writeln!(
        output,
        "The {} key {} is published within a minute and signs from {} on; nothing has to be started again",
        algorithm.as_str(),
        key.kid,
        key.signs_from.utc().format("%Y-%m-%dT%H:%M:%SZ"),
    )?;
    Ok(())
}
