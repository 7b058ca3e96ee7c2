//! What the program is made of.

use std::path::Path;
use std::process::Command;

#[test]
fn s77_dependencies_are_locked_and_under_licences_that_were_agreed_to() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let output = Command::new("bash").arg(".ci/licences").current_dir(root).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}
