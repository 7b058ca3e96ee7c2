//! Finds the programs of an installed Postgres. Must not know what is done with them.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian and its kin put each version, out of everybody's way.
const VERSIONS: &str = "/usr/lib/postgresql";

/// The folder of programs of one version.
#[derive(Debug, PartialEq)]
pub(super) struct Installation(PathBuf);

impl Installation {
    /// The one in `PATH`, or else the newest that a package put where nobody looks.
    pub(super) fn find() -> Result<Self, String> {
        Self::find_in(&env::var_os("PATH").unwrap_or_default(), Path::new(VERSIONS))
    }

    fn find_in(path: &OsString, versions: &Path) -> Result<Self, String> {
        let mut installed: Vec<_> = fs::read_dir(versions).into_iter().flatten().flatten().collect();
        installed
            .sort_by_key(|version| version.file_name().to_str().and_then(|name| name.parse::<u32>().ok()));
        let newest_first = installed.iter().rev().map(|version| version.path().join("bin"));
        let found = env::split_paths(path).chain(newest_first).find(|folder| is_complete(folder));
        found.map(Self).ok_or_else(|| {
            format!(
                "these tests need a Postgres server to start, and none is installed: there is no initdb with \
                 postgres and psql beside it in PATH or in {}; on Debian, `apt-get install postgresql` brings it",
                versions.join("*/bin").display()
            )
        })
    }

    pub(super) fn initdb(&self) -> Command {
        self.program("initdb")
    }

    pub(super) fn server(&self) -> Command {
        self.program("postgres")
    }

    pub(super) fn psql(&self) -> Command {
        self.program("psql")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.0.join(name));
        // What points to another server in this environment is not meant for this one.
        for (key, _) in env::vars_os().filter(|(key, _)| key.to_string_lossy().starts_with("PG")) {
            command.env_remove(key);
        }
        command
    }
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres", "psql"].iter().all(|program| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn install(folder: &Path, programs: &[&str]) -> Installation {
        fs::create_dir_all(folder).unwrap();
        for program in programs {
            fs::write(folder.join(program), "").unwrap();
        }
        Installation(folder.to_owned())
    }

    const ALL: [&str; 3] = ["initdb", "postgres", "psql"];

    #[test]
    fn the_newest_version_is_found_by_its_number() {
        let root = TempDir::new().unwrap();
        install(&root.path().join("9/bin"), &ALL);
        let newest = install(&root.path().join("15/bin"), &ALL);
        install(&root.path().join("16/bin"), &["psql"]);
        assert_eq!(Installation::find_in(&OsString::new(), root.path()), Ok(newest));
    }

    #[test]
    fn what_stands_in_the_path_comes_first() {
        let root = TempDir::new().unwrap();
        install(&root.path().join("versions/15/bin"), &ALL);
        let clients_only = install(&root.path().join("clients"), &["psql"]);
        let own = install(&root.path().join("own"), &ALL);
        let path = env::join_paths([&clients_only.0, &own.0]).unwrap();
        assert_eq!(Installation::find_in(&path, &root.path().join("versions")), Ok(own));
    }

    #[test]
    fn without_a_server_a_sentence_says_what_to_do() {
        let root = TempDir::new().unwrap();
        let error = Installation::find_in(&root.path().into(), root.path()).unwrap_err();
        assert!(
            error.contains("none is installed") && error.contains("apt-get install postgresql"),
            "{error}"
        );
    }
}
