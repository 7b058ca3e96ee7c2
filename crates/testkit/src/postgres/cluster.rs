//! One server with its files: made, started, and cleared away after the process that wanted it.
//!
//! A process that is killed cannot clear up after itself. So a small shell, started before anything else,
//! reads from a pipe that only this process holds open; at its end, however it came, the shell stops the
//! server and removes the files.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::installation::Installation;

const START_WITHIN: Duration = Duration::from_secs(60);
/// How often another port is tried, when somebody took the first one before the server did.
const ATTEMPTS: usize = 5;

/// Waits for the end of the pipe, and for a server that is stopping to have removed its own mark.
const WATCHER: &str = r#"
cat > /dev/null
kill -QUIT "$(head -n 1 data/postmaster.pid)"
tries=100
while [ -e data/postmaster.pid ] && [ "$tries" -gt 0 ]; do sleep 0.1; tries=$((tries - 1)); done
cd / && rm -rf "$1"
"#;

/// A server, for as long as this process runs.
pub(super) struct Cluster {
    folder: PathBuf,
    port: u16,
    _server: Child,
    /// Never written to: that it is open says that this process runs.
    _alive: ChildStdin,
}

impl Cluster {
    pub(super) fn start(installation: &Installation) -> Result<Self, String> {
        let user = User::of_server();
        let folder = tempfile::Builder::new().prefix("parlor-pg-").tempdir();
        let folder = folder.map_err(failed("making a folder for Postgres"))?.keep();
        user.own(&folder).map_err(failed("giving Postgres its folder"))?;
        let alive = watch(&folder, user).map_err(failed("starting the watcher"))?;
        initialise(installation, &folder, user)?;
        for _ in 0..ATTEMPTS {
            let port = free_port().map_err(failed("looking for a free port"))?;
            if let Some(server) = serve(installation, &folder, user, port)? {
                return Ok(Self { folder, port, _server: server, _alive: alive });
            }
        }
        Err(format!("Postgres did not start: {}", log_of(&folder)))
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

fn watch(folder: &Path, user: User) -> io::Result<ChildStdin> {
    let mut shell = Command::new("sh");
    shell.args(["-c", WATCHER, "parlor-watcher"]).arg(folder);
    let mut shell = user.quiet(&mut shell, folder).stdin(Stdio::piped()).spawn()?;
    shell.stdin.take().ok_or_else(|| io::ErrorKind::BrokenPipe.into())
}

fn initialise(installation: &Installation, folder: &Path, user: User) -> Result<(), String> {
    let mut initdb = installation.initdb();
    initdb.args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-locale", "--no-sync"]);
    initdb.arg("--pgdata").arg(folder.join("data"));
    let output = user.run(&mut initdb, folder).output().map_err(failed("running initdb"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("initdb failed: {}", String::from_utf8_lossy(&output.stderr)))
}

/// `None` if the server gave up, as it does where its port was taken meanwhile.
fn serve(installation: &Installation, folder: &Path, user: User, port: u16) -> Result<Option<Child>, String> {
    let data = folder.join("data");
    let mut command = installation.server();
    command.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k"]).arg(folder);
    for setting in ["max_connections=300", "fsync=off", "synchronous_commit=off", "full_page_writes=off"] {
        command.args(["-c", setting]);
    }
    let log = File::create(folder.join("log")).map_err(failed("making a log for Postgres"))?;
    let command = user.quiet(&mut command, folder).stdin(Stdio::null()).stderr(log);
    let mut server = command.spawn().map_err(failed("starting Postgres"))?;
    let deadline = Instant::now() + START_WITHIN;
    while Instant::now() < deadline {
        if server.try_wait().map_err(failed("waiting for Postgres"))?.is_some() {
            return Ok(None);
        }
        let status = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        if status.lines().any(|line| line.trim_end() == "ready") {
            return Ok(Some(server));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Err(format!("Postgres was not ready within {} s: {}", START_WITHIN.as_secs(), log_of(folder)))
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn log_of(folder: &Path) -> String {
    fs::read_to_string(folder.join("log")).unwrap_or_default()
}

fn failed(doing: &'static str) -> impl FnOnce(io::Error) -> String {
    move |error| format!("{doing} failed: {error}")
}

/// Whom the server runs as. It refuses to run as root, so root lends it another user.
#[derive(Debug, Clone, Copy, PartialEq)]
enum User {
    Own,
    Other { uid: u32, gid: u32 },
}

const NOBODY: User = User::Other { uid: 65_534, gid: 65_534 };

impl User {
    fn of_server() -> Self {
        if !rustix::process::geteuid().is_root() {
            return Self::Own;
        }
        Self::named("postgres", &fs::read_to_string("/etc/passwd").unwrap_or_default()).unwrap_or(NOBODY)
    }

    fn named(name: &str, passwd: &str) -> Option<Self> {
        let entry = passwd.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        let mut numbers = entry.split(':').skip(1).map(str::parse);
        Some(Self::Other { uid: numbers.next()?.ok()?, gid: numbers.next()?.ok()? })
    }

    fn own(self, folder: &Path) -> io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { uid, gid } => chown(folder, Some(uid), Some(gid)),
        }
    }

    fn run<'c>(self, command: &'c mut Command, folder: &Path) -> &'c mut Command {
        if let Self::Other { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
        command.current_dir(folder)
    }

    /// What outlives this process must not hold its output open, nor hear what its terminal signals.
    fn quiet<'c>(self, command: &'c mut Command, folder: &Path) -> &'c mut Command {
        self.run(command, folder).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_found_by_its_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgresql:x:1:2::/:/bin/sh\n\
                      postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(User::named("postgres", passwd), Some(User::Other { uid: 101, gid: 104 }));
        assert_eq!(User::named("postgre", passwd), None);
        assert_eq!(User::named("postgres", ""), None);
    }
}
