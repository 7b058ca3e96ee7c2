//! `clients/typescript`: made from the document, compiled, and run against a server. Needs node and npm, and
//! npm's registry the first time.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

use crate::both_databases;
use crate::support::{Installation, Kind, Server};

both_databases! {
    with [("PARLOR_TOKENS__ACCESS_TTL", "3s")]
    fn the_typescript_client_keeps_itself_signed_in(server: Server) {
        let mut node = within(&COMPILED, "node");
        node.env("PARLOR_ADDRESS", format!("http://{}", server.address()));
        run(node.args(["--test", "dist/test/client.test.js"]));
    }
}

#[test]
fn the_types_of_the_typescript_client_are_those_of_the_document() {
    let document = Installation::new(Kind::Sqlite, &[]).run(&["openapi"], "");
    assert_eq!(document.status, 0, "{}", document.stderr);
    fs::write(FURNISHED.join("openapi.json"), document.stdout).unwrap();
    let mut maker = within(&FURNISHED, "node_modules/.bin/openapi-typescript");
    run(maker.args(["openapi.json", "--output", "made.ts"]));
    let made = fs::read_to_string(FURNISHED.join("made.ts")).unwrap();
    let kept = sources().join("src/document.ts");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(kept, made).unwrap();
        return;
    }
    let is_current = fs::read_to_string(kept).unwrap() == made;
    assert!(is_current, "clients/typescript/src/document.ts is out of date: run this with UPDATE_DOCS=1");
}

/// A folder with the packages that `package-lock.json` names, and nothing of ours yet.
static FURNISHED: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clients-typescript");
    fs::create_dir_all(&folder).unwrap();
    for file in ["package.json", "package-lock.json"] {
        fs::copy(sources().join(file), folder.join(file)).unwrap();
    }
    // Tells for which lock file the packages were put here; written last.
    let (wanted, there) = (folder.join("package-lock.json"), folder.join("installed.json"));
    if fs::read(&wanted).ok() != fs::read(&there).ok() {
        run(within(&folder, "npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]));
        fs::copy(wanted, there).unwrap();
    }
    folder
});

/// The same, with the client and its tests compiled.
static COMPILED: LazyLock<PathBuf> = LazyLock::new(|| {
    fs::copy(sources().join("tsconfig.json"), FURNISHED.join("tsconfig.json")).unwrap();
    for part in ["src", "test"] {
        let copy = FURNISHED.join(part);
        drop(fs::remove_dir_all(&copy));
        fs::create_dir(&copy).unwrap();
        for file in fs::read_dir(sources().join(part)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), copy.join(file.file_name())).unwrap();
        }
    }
    run(&mut within(&FURNISHED, "node_modules/.bin/tsc"));
    FURNISHED.clone()
});

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients/typescript")
}

/// A program, run in a folder; one that is named by its place is looked for there.
fn within(folder: &Path, program: &str) -> Command {
    let program = if program.contains('/') { folder.join(program) } else { program.into() };
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}. This test needs node and npm: apt-get install nodejs npm")
    });
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}:\n{}", String::from_utf8_lossy(&said));
}
