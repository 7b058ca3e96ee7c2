//! Many sign-ins at once.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use parlor_testkit::at_once;

use super::{LOCKED, REFUSED};
use crate::support::{Client, Kind, Member, PASSWORD, Reply, Server};

/// How many sign in at once.
const CROWD: usize = 500;
/// Two seconds is what the queue holds; the rest is what a busy machine adds on the way.
const TURNED_AWAY_WITHIN: Duration = Duration::from_secs(4);
/// What a read may take meanwhile, on a machine whose every core hashes.
const READ_WITHIN: Duration = Duration::from_secs(1);
/// The most memory that the process ever has.
const MEMORY_KIB: u64 = 96 * 1024;
/// After this the storm is over, whatever it was.
const OVER_WITHIN: Duration = Duration::from_secs(20);

#[test]
fn s9_five_hundred_sign_ins_at_once_are_answered_or_turned_away_while_reads_go_on() {
    let server = Server::with(Kind::Sqlite, &[("PARLOR_PASSWORD__BCRYPT_COST", "12")]);
    let ann = server.member("ann@example.com");
    let stranger = server.anonymous().from("127.0.0.9");

    let (begun, over) = (Instant::now(), AtomicBool::new(false));
    let (answers, reads) = thread::scope(|scope| {
        let reads = scope.spawn(|| slowest_reads(&ann, &over));
        let answers = at_once(CROWD, |number| sign_in(&ann, &stranger, number));
        over.store(true, SeqCst);
        (answers, reads.join().unwrap())
    });

    assert!(begun.elapsed() < OVER_WITHIN, "{:?}", begun.elapsed());
    for (reply, took) in &answers {
        match reply.status {
            200 => {}
            401 => assert_eq!(reply.to_string(), REFUSED),
            403 => assert_eq!(reply.to_string(), LOCKED),
            503 => {
                assert!(reply.header("retry-after").parse::<u64>().unwrap() >= 1, "{reply}");
                assert!(*took < TURNED_AWAY_WITHIN, "turned away after {took:?}");
            }
            _ => panic!("{reply}"),
        }
    }
    let turned_away = answers.iter().filter(|(reply, _)| reply.status == 503).count();
    assert!((1..CROWD).contains(&turned_away), "{turned_away} were turned away");
    for (path, slowest) in reads {
        assert!(slowest < READ_WITHIN, "{path} took {slowest:?}");
    }
    assert!(peak_memory(&server) < MEMORY_KIB, "{} KiB", peak_memory(&server));

    ann.get("/readyz").expect(200);
    ann.login(&ann.email, PASSWORD).expect(200);
}

/// One of the crowd: the owner, somebody who guesses, or somebody whom nobody knows.
fn sign_in(owner: &Client, stranger: &Client, number: usize) -> (Reply, Duration) {
    let begun = Instant::now();
    let reply = match number % 3 {
        0 => owner.login("ann@example.com", PASSWORD),
        1 => stranger.login("ann@example.com", "a wrong password"),
        _ => stranger.login(&format!("nobody{number}@example.com"), PASSWORD),
    };
    (reply, begun.elapsed())
}

/// How long a read took at most, until it is over.
fn slowest_reads(member: &Member, over: &AtomicBool) -> [(&'static str, Duration); 2] {
    // A client of its own: what is measured is the server, not the crowd's connections.
    let reader = member.from("127.0.0.1");
    let mut slowest = ["/healthz", "/api/me/"].map(|path| (path, Duration::ZERO));
    let begun = Instant::now();
    while !over.load(SeqCst) && begun.elapsed() < OVER_WITHIN {
        for (path, longest) in &mut slowest {
            let asked = Instant::now();
            reader.get(path).expect(200);
            *longest = asked.elapsed().max(*longest);
        }
    }
    slowest
}

/// What the kernel remembers as the most memory that the process has had.
fn peak_memory(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
