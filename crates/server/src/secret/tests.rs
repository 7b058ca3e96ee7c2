use std::collections::BTreeSet;

use parlor_testkit::{SeededRandom, at_once};
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::*;

const LONG: &str = "a root secret of more than 32 bytes";

fn dir() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn in_data_dir(dir: &Path, is_new: bool) -> Result<Found, SecretError> {
    find(&SecretSource::DataDir, dir, is_new, &SeededRandom::default())
}

fn in_file(path: &Path) -> Result<Found, SecretError> {
    find(&SecretSource::File(path.to_path_buf()), Path::new("/nowhere"), true, &SeededRandom::default())
}

fn keep(path: &Path, text: impl AsRef<[u8]>, mode: u32) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn text(found: &Found) -> &str {
    found.secret.expose_secret()
}

#[test]
fn a_secret_that_is_given_is_used_and_nothing_is_written() {
    let dir = dir();
    let found = find(&SecretSource::Given(LONG.into()), dir.path(), false, &SeededRandom::default()).unwrap();
    assert_eq!(text(&found), LONG);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn for_a_new_database_it_is_made_once_and_found_from_then_on() {
    let dir = dir();
    let made = in_data_dir(dir.path(), true).unwrap();
    assert_eq!(text(&made).len(), 64);
    assert!(text(&made).bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(made.warning, None);
    assert_eq!(text(&in_data_dir(dir.path(), false).unwrap()), text(&made));

    let mode = fs::metadata(dir.path().join("secret")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no draft is left");
}

#[test]
fn of_several_instances_that_start_at_once_all_have_the_same() {
    let dir = dir();
    let found = at_once(8, |seed| {
        let random = SeededRandom::from_seed(u64::try_from(seed).unwrap());
        let found = find(&SecretSource::DataDir, dir.path(), true, &random).unwrap();
        text(&found).to_owned()
    });
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_secret_that_is_there_is_used_whether_or_not_the_database_is_new() {
    let dir = dir();
    keep(&dir.path().join("secret"), LONG, 0o600);
    for is_new in [true, false] {
        assert_eq!(text(&in_data_dir(dir.path(), is_new).unwrap()), LONG);
    }
}

#[test]
fn a_database_that_has_keys_is_not_given_another_secret() {
    let dir = dir();
    let sentence = in_data_dir(dir.path(), false).unwrap_err().to_string();
    assert!(sentence.starts_with("this database was set up with another root secret"), "{sentence}");
    assert!(sentence.contains("set PARLOR_SECRET or PARLOR_SECRET_FILE"), "{sentence}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_file_is_read_without_the_end_of_its_line() {
    let path = dir().keep().join("secret");
    for end in ["", "\n", "\r\n"] {
        keep(&path, format!(" {LONG} {end}"), 0o600);
        assert_eq!(text(&in_file(&path).unwrap()), format!(" {LONG} "));
    }
}

#[test]
fn a_file_that_others_may_use_is_warned_of() {
    let dir = dir();
    let path = dir.path().join("secret");
    for (mode, is_warned) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
        keep(&path, LONG, mode);
        let warning = in_file(&path).unwrap().warning;
        assert_eq!(warning.is_some(), is_warned, "{mode:o}: {warning:?}");
    }
}

#[test]
fn a_file_that_holds_no_secret_is_refused_without_showing_what_it_holds() {
    let dir = dir();
    let path = dir.path().join("secret");
    let refused = || {
        let sentence = in_file(&path).unwrap_err().to_string();
        sentence.replace(&format!("{:?}", path), "FILE")
    };
    insta::assert_snapshot!(refused(), @"the root secret's file FILE cannot be read (No such file or directory (os error 2)): correct PARLOR_SECRET_FILE or the file's owner");
    keep(&path, "canary\n", 0o600);
    insta::assert_snapshot!(refused(), @"the root secret in FILE has 6 bytes and needs 32 or more: restore the file this database was set up with, or set PARLOR_SECRET or PARLOR_SECRET_FILE");
    keep(&path, [0xff; 40], 0o600);
    insta::assert_snapshot!(refused(), @"the root secret's file FILE holds no text: write one line of text to it, such as `openssl rand -hex 32` prints");
}

#[test]
fn a_data_dir_that_cannot_be_written_to_is_said() {
    let dir = dir();
    let sentence = in_data_dir(&dir.path().join("missing"), true).unwrap_err().to_string();
    assert!(sentence.ends_with("let parlor write to that folder, or set PARLOR_SECRET"), "{sentence}");
}
