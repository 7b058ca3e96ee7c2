use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use parlor_community::ports::Media;
use parlor_domain::{AccountId, FileName, MediaFile, PictureFormat};
use tokio::runtime::Runtime;

use super::{MediaPlace, MediaStore};

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn picture(number: u8) -> MediaFile {
    MediaFile::avatar(AccountId(7), FileName::generate("cat", PictureFormat::Png, [number; 16]))
}

async fn content(
    store: &MediaStore,
    file: &MediaFile,
    part: Option<std::ops::Range<u64>>,
) -> Option<Vec<u8>> {
    let mut opened = store.open(file, part).await.unwrap()?;
    let mut all = Vec::new();
    while let Some(piece) = opened.content.next().await {
        all.extend(piece.unwrap());
    }
    Some(all)
}

#[test]
fn what_is_kept_in_a_folder_is_read_whole_and_in_part_and_goes() {
    let dir = tempfile::tempdir().unwrap();
    let store = MediaStore::open(&MediaPlace::Folder(dir.path().join("media"))).unwrap();
    runtime().block_on(async {
        let file = picture(1);
        let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        assert_eq!(store.size(&file).await.unwrap(), None);
        assert_eq!(content(&store, &file, None).await, None);
        store.put(&file, bytes.clone()).await.unwrap();
        assert_eq!(store.size(&file).await.unwrap(), Some(100_000));
        assert_eq!(content(&store, &file, None).await.as_ref(), Some(&bytes));
        assert_eq!(content(&store, &file, Some(99_990..100_000)).await.unwrap(), &bytes[99_990..]);
        store.remove(&file).await.unwrap();
        assert_eq!(store.size(&file).await.unwrap(), None);
        store.remove(&file).await.expect("what is not there is gone");
        store.check().await.unwrap();
    });
}

#[test]
fn a_folder_is_its_owner_s_alone_and_keeps_none_that_are_empty() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("data/media");
    let store = MediaStore::open(&MediaPlace::Folder(folder.clone())).unwrap();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    runtime().block_on(async {
        store.put(&picture(1), vec![1]).await.unwrap();
        assert!(folder.join(picture(1).path()).is_file());
        store.remove(&picture(1)).await.unwrap();
    });
    assert!(!folder.join("avatars").exists(), "an empty folder stayed");
}

#[test]
fn s64_what_a_killed_process_left_of_a_file_goes_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = MediaStore::open(&MediaPlace::Folder(dir.path().to_owned())).unwrap();
    let place = dir.path().join(picture(1).path());
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    for left in ["#1", "#2"] {
        fs::write(format!("{}{left}", place.display()), "half").unwrap();
    }
    runtime().block_on(store.remove(&picture(1))).unwrap();
    let left = fs::read_dir(dir.path().join("avatars/7")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = MediaStore::open(&MediaPlace::Folder(file.join("media"))).err().unwrap();
    assert!(refused.to_string().contains("file/media"), "{refused}");
}
