//! Whether the store of pictures can be reached.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use parlor_adapters::{MediaPlace, MediaStore};
use rustix::fs::{Access, access};

use super::Line;
use crate::media::place;
use crate::settings::Settings;

const MEDIA: &str = "media store";

pub(super) fn check(settings: &Settings) -> Line {
    match place(settings) {
        MediaPlace::Folder(path) => folder(&path),
        bucket @ MediaPlace::Bucket { .. } => reached(&bucket),
    }
}

fn folder(path: &Path) -> Line {
    let shown = path.display();
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => {
            Line::failed(MEDIA, format!("{shown} is no folder: set PARLOR_MEDIA_URL to another"))
        }
        Ok(_) => match access(path, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK) {
            Ok(()) => Line::ok(MEDIA, format!("pictures are files in {shown}")),
            Err(error) => Line::failed(MEDIA, format!("{shown} cannot be written to ({error}): `chown` it")),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Line::note(MEDIA, format!("{shown} is not there yet: the first start makes it"))
        }
        Err(error) => Line::failed(MEDIA, format!("{shown} cannot be looked at ({error})")),
    }
}

fn reached(place: &MediaPlace) -> Line {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let asked = runtime.map_err(|error| error.to_string()).and_then(|runtime| {
        let store = MediaStore::open(place).map_err(|error| error.to_string())?;
        runtime.block_on(store.check()).map_err(|error| error.to_string())
    });
    match asked {
        Ok(()) => Line::ok(MEDIA, format!("{place} answers and lets us in")),
        Err(reason) => Line::failed(
            MEDIA,
            format!("{place} cannot be used ({reason}): check PARLOR_MEDIA_URL and the AWS_ variables"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn shown(path: &Path) -> String {
        folder(path).to_string().replace(path.to_str().unwrap(), "PATH")
    }

    #[test]
    fn a_folder_is_looked_at_and_not_made() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(shown(dir.path()), "ok     media store: pictures are files in PATH");
        let path = dir.path().join("media");
        assert_eq!(shown(&path), "note   media store: PATH is not there yet: the first start makes it");
        assert!(!path.exists());
        fs::write(&path, "").unwrap();
        assert_eq!(shown(&path), "failed media store: PATH is no folder: set PARLOR_MEDIA_URL to another");
    }
}
