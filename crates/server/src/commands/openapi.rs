//! `parlor openapi`: the document that `/openapi.json` serves, without a server.

use std::io::Write;

use crate::error::Exit;
use crate::settings::Settings;

/// Prints it.
///
/// # Errors
/// When it cannot be written.
pub fn run(settings: &Settings, out: &mut impl Write) -> Result<(), Exit> {
    Ok(writeln!(out, "{}", parlor_api::openapi(&settings.contracts))?)
}
