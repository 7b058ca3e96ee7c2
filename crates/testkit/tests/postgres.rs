//! The throwaway Postgres: databases of their own while it runs, and nothing left of it after.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by panicking")]

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use parlor_testkit::{Postgres, at_once};

fn name(url: &str) -> &str {
    url.rsplit_once('/').unwrap().1
}

#[test]
fn each_database_is_empty_and_apart_from_the_others() {
    let postgres = Postgres::shared();
    let (one, other) = (postgres.database(), postgres.database());
    assert_ne!(one, other);
    assert!(one.starts_with("postgres://postgres@127.0.0.1:"), "{one}");
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    postgres.run(name(&one), "CREATE TABLE things (id INT)");
    assert_eq!(postgres.run(name(&one), tables).trim(), "1");
    assert_eq!(postgres.run(name(&other), tables).trim(), "0");
}

#[test]
fn many_tests_may_ask_at_once_and_share_one_server() {
    let urls = at_once(8, |_| Postgres::shared().database());
    let servers: Vec<_> = urls.iter().map(|url| url.rsplit_once('/').unwrap().0).collect();
    assert!(servers.windows(2).all(|pair| pair.first() == pair.last()), "{urls:?}");
    let mut names: Vec<_> = urls.iter().map(|url| name(url)).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 8);
}

#[test]
fn there_is_room_for_large_pools() {
    let shown = Postgres::shared().run("postgres", "SHOW max_connections");
    assert_eq!(shown.trim(), "300");
}

/// A process that holds a server of its own.
struct Holder {
    process: Child,
    address: String,
    folder: PathBuf,
}

impl Holder {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_throwaway-postgres"));
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let url = lines.next().unwrap();
        let address = url.strip_prefix("postgres://postgres@").unwrap().split_once('/').unwrap().0.to_owned();
        let folder = PathBuf::from(lines.next().unwrap());
        assert!(TcpStream::connect(&address).is_ok() && folder.is_dir());
        Self { process, address, folder }
    }

    fn is_gone(&self) -> bool {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            if !self.folder.exists() && TcpStream::connect(&self.address).is_err() {
                return true;
            }
            thread::sleep(Duration::from_millis(50));
        }
        false
    }
}

#[test]
fn two_processes_have_a_server_each_and_nothing_is_left_when_they_end_or_are_killed() {
    let (mut ended, mut killed) = (Holder::start(), Holder::start());
    assert_ne!(ended.address, killed.address);
    killed.process.kill().unwrap();
    killed.process.wait().unwrap();
    assert!(killed.is_gone());
    assert!(TcpStream::connect(&ended.address).is_ok(), "the other one still runs");
    drop(ended.process.stdin.take());
    assert!(ended.process.wait().unwrap().success());
    assert!(ended.is_gone());
}
