//! Uploads under which the server dies: before the file is written, and between the file and what shows it.

use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use parlor_testkit::pictures::{file, small, upright};

use super::files::kept;
use crate::both_databases;
use crate::support::{Kind, Server};
use crate::v1::conversations::attachments::{send, talk};

const AVATAR: &str = "/v1/accounts/me/avatar";
/// How long somebody else keeps a row.
const KEPT_BUSY: &str = "3";

both_databases! {
    fn s64_an_upload_that_dies_with_the_server_leaves_nothing_and_the_picture_before_stays(mut server: Server) {
        let ann = server.owner("ann@example.com");
        let before = ann.upload("PUT", AVATAR, "cat.png", &small()).expect(200).text_of("avatar");
        let picture = file(&upright(1_000, 1_000), "png");
        let begin = "--x\r\ncontent-disposition: form-data; name=\"avatar\"; filename=\"dog.png\"\r\n\r\n";
        let head = format!(
            "PUT {AVATAR} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\n\
             content-type: multipart/form-data; boundary=x\r\ncontent-length: {}\r\n\r\n{begin}",
            ann.access,
            begin.len() + picture.len() + "\r\n--x--\r\n".len(),
        );
        let mut slow = TcpStream::connect(server.address()).unwrap();
        slow.write_all(head.as_bytes()).unwrap();
        // A bit of the picture at a time, and never all of it.
        for bit in picture[..picture.len() / 2].chunks(picture.len() / 10) {
            slow.write_all(bit).unwrap();
            slow.flush().unwrap();
            sleep(Duration::from_millis(50));
        }
        server.kill();
        server.restart();
        assert_eq!(ann.get("/v1/accounts/me").expect(200).text_of("avatar"), before);
        ann.bytes(&before);
        assert_eq!(kept(&server), [before.strip_prefix("/media/").unwrap()]);
        ann.upload("PUT", AVATAR, "dog.png", &picture).expect(200);
    }

    fn s64_whenever_the_server_dies_one_picture_is_left_and_it_is_the_one_that_is_shown(mut server: Server) {
        let ann = server.owner("ann@example.com");
        ann.upload("PUT", AVATAR, "cat.png", &small()).expect(200);
        for round in 0..6 {
            thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        let upload = || {
                            let part = reqwest::blocking::multipart::Part::bytes(small()).file_name("cat.png");
                            let form = reqwest::blocking::multipart::Form::new().part("avatar", part);
                            ann.request("PUT", AVATAR).multipart(form).send()
                        };
                        while upload().is_ok() {}
                    });
                }
                sleep(Duration::from_millis(60 + 17 * round));
                server.kill();
            });
            server.restart();
        }
        let shown = ann.get("/v1/accounts/me").expect(200).text_of("avatar");
        ann.bytes(&shown);
        now_they_are_due(&server);
        only(&server, &[shown.strip_prefix("/media/").unwrap()]);
        ann.bytes(&shown);
    }
}

/// A row that somebody else keeps holds the upload between its file and what shows it; SQLite has no such rows.
#[test]
fn s64_a_file_whose_picture_was_never_shown_is_swept() {
    let mut server = Server::with(Kind::Postgres, &[]);
    let ann = server.owner("ann@example.com");
    let before = ann.upload("PUT", AVATAR, "cat.png", &small()).expect(200).text_of("avatar");
    let row = format!("accounts WHERE id = {}", ann.id);
    killed_between(&mut server, &row, 2, || {
        let part = reqwest::blocking::multipart::Part::bytes(small()).file_name("dog.png");
        let form = reqwest::blocking::multipart::Form::new().part("avatar", part);
        ann.request("PUT", AVATAR).multipart(form).send().is_ok()
    });
    assert_eq!(ann.get("/v1/accounts/me").expect(200).text_of("avatar"), before);
    ann.bytes(&before);
    assert_eq!(kept(&server).len(), 2);
    now_they_are_due(&server);
    only(&server, &[before.strip_prefix("/media/").unwrap()]);
}

#[test]
fn s64_a_file_whose_message_was_never_said_is_swept() {
    let mut server = Server::with(Kind::Postgres, &[]);
    let (ann, _, talk) = talk(&server);
    let before = send(&ann, talk, "cat.png", &small(), &[]).expect(201).json()["attachment"]["path"].clone();
    let row = format!("conversations WHERE id = {talk}");
    killed_between(&mut server, &row, 2, || {
        let part = reqwest::blocking::multipart::Part::bytes(small()).file_name("dog.png");
        let form = reqwest::blocking::multipart::Form::new().part("attachment", part);
        ann.request("POST", &format!("/v1/conversations/{talk}/messages")).multipart(form).send().is_ok()
    });
    let messages = ann.get(&format!("/v1/conversations/{talk}/messages")).expect(200).json();
    assert_eq!(messages["items"].as_array().unwrap().len(), 1);
    now_they_are_due(&server);
    only(&server, &[before.as_str().unwrap().strip_prefix("/media/").unwrap()]);
    ann.bytes(before.as_str().unwrap());
}

/// Keeps a row, uploads, and kills the server once there are so many files; then starts it again.
fn killed_between(server: &mut Server, row: &str, files: usize, upload: impl Fn() -> bool + Sync) {
    thread::scope(|scope| {
        let installation = &server.installation;
        let keep = format!("SELECT 1 AS line FROM {row} FOR UPDATE; SELECT pg_sleep({KEPT_BUSY})");
        let keeper = scope.spawn(move || installation.rows(&keep));
        sleep(Duration::from_millis(400));
        let sent = scope.spawn(&upload);
        let asked = Instant::now();
        while kept(server).len() < files {
            assert!(asked.elapsed() < Duration::from_secs(2), "the file is never written");
            sleep(Duration::from_millis(10));
        }
        server.signal("KILL");
        assert!(!sent.join().unwrap(), "it was answered, so the row was not kept");
        drop(keeper.join().unwrap());
    });
    server.restart();
}

/// What is to be removed one day is to be removed now.
fn now_they_are_due(server: &Server) {
    let due = "UPDATE discarded_files SET due_at = '2026-01-01 00:00:00.000000' RETURNING path AS line";
    server.installation.rows(due);
}

/// Waits until these files are left and no others, and none is to be removed any more.
#[track_caller]
fn only(server: &Server, wanted: &[&str]) {
    let asked = Instant::now();
    let left = || server.installation.rows("SELECT path AS line FROM discarded_files").len();
    while kept(server) != wanted || left() > 0 {
        assert!(asked.elapsed() < Duration::from_secs(15), "{:?} instead of {wanted:?}", kept(server));
        sleep(Duration::from_millis(50));
    }
    let partial = fs::read_dir(server.installation.data_dir().join("media")).unwrap();
    assert!(partial.count() <= 2, "something else is beside the folders");
}
