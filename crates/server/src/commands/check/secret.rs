//! Whether the root secret is there, and whether it opens the keys of the database.

use parlor_adapters::RootVault;
use parlor_auth::keys::opens;
use parlor_persistence::Inspection;
use secrecy::ExposeSecret;

use super::Line;
use crate::application::other_secret;
use crate::error::Exit;
use crate::secret::{Found, SecretError, look};
use crate::settings::Settings;

const SECRET: &str = "root secret";

pub(super) fn check(settings: &Settings, inspection: Option<&Inspection>) -> Vec<Line> {
    let root = inspection.and_then(|inspection| inspection.root.as_deref());
    let found = match look(settings) {
        Ok(found) => found,
        Err(SecretError::Missing { .. }) if root.is_none() => {
            return vec![Line::note(SECRET, "not there yet: the first start on a new database makes it")];
        }
        Err(error) => return vec![Line::failed(SECRET, error)],
    };
    let line = match inspection.zip(root) {
        Some((inspection, root)) => opened(&found, inspection, root),
        None => Line::ok(SECRET, "there; no keys were found that it could open"),
    };
    let warning = found.warning.map(|warning| Line::note(SECRET, warning));
    [line].into_iter().chain(warning).collect()
}

fn opened(found: &Found, inspection: &Inspection, root: &str) -> Line {
    let vault = match RootVault::new(found.secret.expose_secret().as_bytes()) {
        Ok(vault) => vault,
        Err(error) => return Line::failed(SECRET, error),
    };
    match opens(&vault, root, &inspection.keys) {
        Ok(()) => Line::ok(SECRET, format!("opens the {} keys of the database", inspection.keys.len())),
        Err(failure) => Line::failed(SECRET, Exit::from_failure(failure, other_secret)),
    }
}
