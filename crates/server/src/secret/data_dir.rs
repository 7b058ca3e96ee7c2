//! The folder of the embedded default. Whoever may read it may read everything, so it is its owner's alone.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use crate::error::Exit;

/// Makes the folder, with mode 0700, if it is missing. One that is there is left as it is.
///
/// # Errors
/// A sentence for the operator.
pub fn make_data_dir(path: &Path) -> Result<(), Exit> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| {
        Exit::failed(format!(
            "the data dir {path:?} cannot be made ({error}): set PARLOR_DATA_DIR to a folder that \
             parlor may write to"
        ))
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_missing_folder_is_made_for_its_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("var/parlor-data");
        make_data_dir(&path).unwrap();
        assert_eq!(mode(&path), 0o700);
    }

    #[test]
    fn a_folder_that_is_there_stays_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        make_data_dir(dir.path()).unwrap();
        assert_eq!(mode(dir.path()), 0o755);
    }

    #[test]
    fn a_file_in_its_place_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        fs::write(&path, "").unwrap();
        let exit = make_data_dir(&path).unwrap_err();
        assert!(
            exit.to_string().ends_with("set PARLOR_DATA_DIR to a folder that parlor may write to."),
            "{exit}"
        );
    }
}
