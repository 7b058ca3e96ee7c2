//! Files that mean harm, and files that are left behind.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use parlor_testkit::pictures::{WHEREABOUTS, hostile, hostile_gifs, photograph, quarters, small};

use crate::both_databases;
use crate::support::{Client, Kind, Reply, Server};
use crate::v1::conversations::attachments::{send, talk};
use crate::v1::wrong;

const AVATAR: &str = "/v1/accounts/me/avatar";
const MB: u64 = 1024;

#[test]
fn s59_s60_hostile_files_are_refused_within_200_ms_and_64_mb() {
    let server = Server::with(Kind::Sqlite, &[]);
    let ann = server.owner("ann@example.com");
    put(&ann, "cat.png", &small()).expect(200);
    let before = most_memory(&server);
    for hostile in hostile() {
        // On a machine that does other things too, the best of a few says how long it takes.
        let took = (0..5).map(|_| {
            let begun = Instant::now();
            assert_eq!(
                wrong(put(&ann, hostile.name, &hostile.content)),
                "avatar: invalid",
                "{}",
                hostile.what
            );
            begun.elapsed()
        });
        let soonest = took.take_while(|took| *took > Duration::from_millis(200)).count();
        assert!(soonest < 5, "{} took more than 200 ms each time", hostile.what);
    }
    let grown = most_memory(&server) - before;
    assert!(grown < 64 * MB, "memory grew by {grown} KB");
    // Honest work still goes on.
    put(&ann, "cat.png", &small()).expect(200);
}

#[test]
fn s60_many_at_once_take_no_more_memory_than_one() {
    let server = Server::with(Kind::Sqlite, &[]);
    let ann = server.owner("ann@example.com");
    put(&ann, "cat.png", &small()).expect(200);
    let before = most_memory(&server);
    let all = hostile();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                for hostile in &all {
                    let reply = put(&ann, hostile.name, &hostile.content);
                    assert!([400, 503].contains(&reply.status), "{}: {reply}", hostile.what);
                }
            });
        }
    });
    let grown = most_memory(&server) - before;
    assert!(grown < 64 * MB, "memory grew by {grown} KB");
}

#[test]
fn s59_s60_hostile_files_come_with_no_message_and_are_refused_within_200_ms_and_64_mb() {
    let server = Server::with(Kind::Sqlite, &[]);
    let (ann, _, talk) = talk(&server);
    send(&ann, talk, "cat.png", &small(), &[]).expect(201);
    let before = most_memory(&server);
    for hostile in hostile().into_iter().chain(hostile_gifs()) {
        let took = (0..5).map(|_| {
            let begun = Instant::now();
            let refused = send(&ann, talk, hostile.name, &hostile.content, &[]);
            assert_eq!(wrong(refused), "attachment: invalid", "{}", hostile.what);
            begun.elapsed()
        });
        let soonest = took.take_while(|took| *took > Duration::from_millis(200)).count();
        assert!(soonest < 5, "{} took more than 200 ms each time", hostile.what);
    }
    let grown = most_memory(&server) - before;
    assert!(grown < 64 * MB, "memory grew by {grown} KB");
    send(&ann, talk, "cat.png", &small(), &[]).expect(201);
    assert_eq!(kept(&server).len(), 2);
}

both_databases! {
    fn s61_a_photograph_is_shown_upright_and_says_nothing_of_its_place(server: Server) {
        let ann = server.owner("ann@example.com");
        for orientation in 1..=8 {
            let path = put(&ann, "a.jpg", &photograph(orientation)).expect(200).text_of("avatar");
            let shown = ann.bytes(&path);
            assert_eq!(quarters(&shown), "red green blue white", "{orientation}");
            for word in [WHEREABOUTS.as_bytes(), b"Exif", b"ns.adobe.com"] {
                assert!(!shown.windows(word.len()).any(|part| part == word), "{orientation}");
            }
        }
    }

    fn s62_what_a_client_calls_a_file_reaches_no_path_and_no_header(server: Server) {
        let ann = server.owner("ann@example.com");
        for name in ["../../../../etc/passwd.png", "..\\..\\a.png", "a\u{202e}gnp.png", "a%00.png", "a;x=\"y\".png", "ä.png"] {
            let path = put(&ann, name, &small()).expect(200).text_of("avatar");
            let file = path.strip_prefix("/media/avatars/1/").unwrap();
            let is_plain = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
            assert!(file.bytes().all(is_plain) && file.len() <= 100 && !file.contains(".."), "{path}");
            ann.bytes(&path);
        }
        let long = format!("{}.png", "x".repeat(5_000));
        let path = put(&ann, &long, &small()).expect(200).text_of("avatar");
        assert!(path.rsplit('/').next().unwrap().len() <= 100, "{path}");
    }

    fn s64_an_upload_that_fails_leaves_nothing(server: Server) {
        let ann = server.owner("ann@example.com");
        for hostile in hostile() {
            put(&ann, hostile.name, &hostile.content).expect(400);
        }
        assert_eq!(kept(&server), [""; 0]);
        assert_eq!(server.installation.rows("SELECT path AS line FROM discarded_files"), [""; 0]);
    }

    fn s64_what_a_crash_leaves_is_swept_and_what_is_in_use_stays(mut server: Server) {
        let ann = server.owner("ann@example.com");
        let path = put(&ann, "cat.png", &small()).expect(200).text_of("avatar");
        server.kill();
        // As after a crash between the file and its row, and one in the middle of the file.
        let folder = server.installation.data_dir().join("media");
        for (name, left) in [("left-1.png", "left-1.png"), ("left-2.png", "left-2.png#1")] {
            fs::write(folder.join("avatars/1").join(left), small()).unwrap();
            server.installation.rows(&format!(
                "INSERT INTO discarded_files (path, due_at) VALUES ('avatars/1/{name}', '2026-01-01 00:00:00.000000') \
                 RETURNING path AS line"
            ));
        }
        server.restart();
        let kept_one = path.strip_prefix("/media/").unwrap();
        let asked = Instant::now();
        while kept(&server) != [kept_one] {
            assert!(asked.elapsed() < Duration::from_secs(15), "{:?}", kept(&server));
            sleep(Duration::from_millis(50));
        }
        server.anonymous().bytes(&path);
    }
}

fn put(client: &Client, name: &str, content: &[u8]) -> Reply {
    client.upload("PUT", AVATAR, name, content)
}

/// The most memory that the server has had so far, in KB.
fn most_memory(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Every file that is in the store.
pub fn kept(server: &Server) -> Vec<String> {
    let folder = server.installation.data_dir().join("media");
    let mut files = Vec::new();
    collect(&folder, &folder, &mut files);
    files.sort();
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.push(path.strip_prefix(root).unwrap().display().to_string());
        }
    }
}
