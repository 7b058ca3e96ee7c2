//! Where pictures are kept: a bucket in place of the data dir.

use std::thread::sleep;
use std::time::{Duration, Instant};

use parlor_testkit::Bucket;
use parlor_testkit::pictures::{quarters, small};

use super::{done, refused};
use crate::support::{Client, Installation, Kind, Reply};
use crate::v1::code;

const AVATAR: &str = "/v1/accounts/me/avatar";

fn installation(bucket: &Bucket) -> Installation {
    let settings = bucket.settings();
    let settings: Vec<_> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    Installation::new(Kind::Sqlite, &settings)
}

fn put(client: &Client) -> Reply {
    client.upload("PUT", AVATAR, "cat.png", &small())
}

fn in_time(what: &str, is_so: impl Fn() -> bool) {
    let asked = Instant::now();
    while !is_so() {
        assert!(asked.elapsed() < Duration::from_secs(15), "{what}");
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn pictures_go_to_a_bucket_come_from_it_and_are_removed_from_it() {
    let bucket = Bucket::start();
    let server = installation(&bucket).serve();
    let ann = server.owner("ann@example.com");
    let first = put(&ann).expect(200).text_of("avatar");
    let name = |path: &str| format!("of/parlor/{}", path.strip_prefix("/media/").unwrap());
    assert_eq!(bucket.names(), [name(&first)]);
    let whole = ann.bytes(&first);
    assert_eq!(quarters(&whole), "red green blue white");
    let part = ann.request("GET", &first).header("range", "bytes=1-3").send().unwrap();
    assert_eq!((part.status().as_u16(), part.bytes().unwrap().as_ref()), (206, &b"PNG"[..]));
    assert_eq!(ann.request("GET", &first.replace("cat", "dog")).send().unwrap().status(), 404);

    let second = put(&ann).expect(200).text_of("avatar");
    in_time("the first is still there", || bucket.names() == [name(&second)]);
    ann.delete("/v1/accounts/me").expect(204);
    in_time("the second is still there", || bucket.names().is_empty());
    assert!(bucket.asked().iter().all(|asked| asked.is_signed), "{:?}", bucket.asked());
    assert!(!server.installation.data_dir().join("media").exists());
}

#[test]
fn a_bucket_that_fails_costs_the_upload_and_nothing_else() {
    let bucket = Bucket::start();
    let server = installation(&bucket).serve();
    let ann = server.owner("ann@example.com");
    let first = put(&ann).expect(200).text_of("avatar");
    bucket.fail(true);
    assert_eq!(code(put(&ann)), "503 busy");
    assert_eq!(ann.request("GET", &first).send().unwrap().status(), 503);
    assert_eq!(ann.get("/v1/accounts/me").expect(200).text_of("avatar"), first);
    assert!(server.log_with("media store unavailable").contains("WARN"));
    bucket.fail(false);
    ann.bytes(&first);
    // What may have become of the one that failed is looked after, once nobody can be at it any more.
    let announced = server.installation.rows("SELECT path AS line FROM discarded_files");
    assert_eq!(announced.len(), 1);
    let due = "UPDATE discarded_files SET due_at = '2026-01-01 00:00:00.000000' RETURNING path AS line";
    server.installation.rows(due);
    let removed = format!("of/parlor/{}", announced[0]);
    in_time("it was not removed", || {
        bucket.asked().iter().any(|asked| asked.method == "DELETE" && asked.key == removed)
    });
    assert_eq!(bucket.names().len(), 1);
}

#[test]
fn check_says_whether_the_bucket_lets_us_in() {
    let bucket = Bucket::start();
    let mut installation = installation(&bucket);
    let lines = done(installation.run(&["check"], ""));
    assert!(lines.contains("ok     media store: s3://pictures/of/parlor answers and lets us in"), "{lines}");
    installation.set("AWS_ACCESS_KEY_ID", "SOMEBODYELSE");
    let failed = installation.run(&["check"], "");
    assert_eq!(failed.status, 1);
    assert!(
        failed.stdout.contains("failed media store: s3://pictures/of/parlor cannot be used ("),
        "{failed:?}"
    );
    installation.set("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    assert_eq!(installation.run(&["check"], "").status, 1);
    assert_eq!(bucket.names(), [""; 0]);
}

#[test]
fn a_folder_of_one_s_own_will_do() {
    let mut installation = Installation::new(Kind::Sqlite, &[]);
    let folder = installation.folder().join("pictures");
    installation.set("PARLOR_MEDIA_URL", &format!("file://{}", folder.display()));
    let server = installation.serve();
    let path = put(&server.owner("ann@example.com")).expect(200).text_of("avatar");
    assert!(folder.join(path.strip_prefix("/media/").unwrap()).is_file());
}

#[test]
fn a_place_that_is_none_is_refused_with_what_to_give() {
    let installation = Installation::new(Kind::Sqlite, &[("PARLOR_MEDIA_URL", "ftp://example.com/media")]);
    let sentence = refused(installation.run(&["serve"], ""), 2);
    assert!(sentence.contains("give file:///path or s3://bucket/prefix"), "{sentence}");
    let file = installation.folder().join("file");
    std::fs::write(&file, "").unwrap();
    let mut installation = installation;
    installation.set("PARLOR_MEDIA_URL", &format!("file://{}/media", file.display()));
    let sentence = refused(installation.run(&["serve"], ""), 1);
    assert!(sentence.contains("PARLOR_MEDIA_URL"), "{sentence}");
}
