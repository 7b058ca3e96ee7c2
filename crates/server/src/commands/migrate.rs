//! `parlor migrate`

use std::io::Write;

use parlor_persistence::Database;

use crate::application::target;
use crate::error::Exit;
use crate::secret::make_data_dir;
use crate::settings::Settings;

/// Brings the database up to date and says how many migrations that took.
///
/// # Errors
/// A sentence for the operator.
pub fn run(settings: &Settings, output: &mut dyn Write) -> Result<(), Exit> {
    if settings.database_url.is_none() {
        make_data_dir(&settings.data_dir)?;
    }
    let applied = Database::migrate(&target(settings)?).map_err(Exit::failed)?;
    writeln!(output, "The database is up to date; migrations applied: {applied}")?;
    Ok(())
}
