//! Whether the data dir, where it is used, is its owner's alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Line;
use crate::settings::{SecretSource, Settings};

const FOLDER: &str = "data dir";

pub(super) fn check(settings: &Settings) -> Option<Line> {
    let is_used = settings.database_url.is_none() || matches!(settings.root_secret, SecretSource::DataDir);
    is_used.then(|| folder(&settings.data_dir))
}

fn folder(path: &Path) -> Line {
    let shown = path.display();
    let found = match fs::metadata(path) {
        Ok(found) if found.is_dir() => found,
        Ok(_) => {
            return Line::failed(FOLDER, format!("{shown} is no folder: set PARLOR_DATA_DIR to another"));
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Line::note(FOLDER, format!("{shown} is not there yet: the first start makes it"));
        }
        Err(error) => return Line::failed(FOLDER, format!("{shown} cannot be looked at ({error})")),
    };
    let mode = found.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let advice = format!("{shown} has mode {mode:04o}, which lets others in: `chmod 700` it");
        return Line::note(FOLDER, advice);
    }
    Line::ok(FOLDER, format!("{shown} is its owner's alone"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &Path) -> String {
        folder(path).to_string().replace(path.to_str().unwrap(), "PATH")
    }

    #[test]
    fn a_folder_is_to_be_its_owner_s_alone() {
        let dir = tempfile::tempdir().unwrap();
        for (mode, line) in [
            (0o700, "ok     data dir: PATH is its owner's alone"),
            (0o750, "note   data dir: PATH has mode 0750, which lets others in: `chmod 700` it"),
            (0o701, "note   data dir: PATH has mode 0701, which lets others in: `chmod 700` it"),
        ] {
            fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(shown(dir.path()), line);
        }
    }

    #[test]
    fn one_that_is_missing_will_be_made_and_a_file_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        assert_eq!(shown(&path), "note   data dir: PATH is not there yet: the first start makes it");
        assert!(!path.exists());
        fs::write(&path, "").unwrap();
        assert_eq!(shown(&path), "failed data dir: PATH is no folder: set PARLOR_DATA_DIR to another");
    }
}
