//! PUT and DELETE `/v1/accounts/me/avatar`

use std::thread::sleep;
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use parlor_testkit::pictures::{dimensions, file, photograph, quarters, small, upright};
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Client, Exchange, Kind, PASSWORD, Reply, Server};
use crate::v1::{code, problem, wrong};

const AVATAR: &str = "/v1/accounts/me/avatar";

both_databases! {
    fn an_account_gets_a_picture_that_everybody_sees(server: Server) {
        let ann = server.owner("ann@example.com");
        let reply = put(&ann, "My Cat.PNG", &file(&upright(1000, 500), "png")).expect(200);
        let path = reply.text_of("avatar");
        assert_eq!(pattern(&path), "/media/avatars/1/my-cat-….png");
        assert_eq!(reply.header("etag"), "\"2\"");
        let shown = ann.get("/v1/accounts/me").expect(200);
        assert_eq!((shown.text_of("avatar").as_str(), shown.header("etag")), (path.as_str(), "\"2\""));
        let picture = server.anonymous().bytes(&path);
        assert_eq!((dimensions(&picture), quarters(&picture).as_str()), ((512, 256), "red green blue white"));
        // What changes the account otherwise leaves it.
        let changed = ann.patch("/v1/accounts/me", json!({ "first_name": "Ann" })).expect(200);
        assert_eq!(changed.text_of("avatar"), path);
    }

    fn each_kind_stays_what_it_is(server: Server) {
        let ann = server.owner("ann@example.com");
        for (name, kept, content) in [
            ("a.jpg", "a-….jpg", photograph(6)),
            ("a.JPEG", "a-….jpg", photograph(1)),
            ("a.webp", "a-….webp", file(&upright(60, 40), "webp")),
            ("a.png", "a-….png", small()),
        ] {
            let path = put(&ann, name, &content).expect(200).text_of("avatar");
            assert_eq!(pattern(&path), format!("/media/avatars/1/{kept}"));
            assert_eq!(quarters(&ann.bytes(&path)), "red green blue white");
        }
    }

    fn s64_the_picture_before_goes_and_so_does_one_that_is_taken_away(server: Server) {
        let ann = server.owner("ann@example.com");
        let first = put(&ann, "cat.png", &small()).expect(200).text_of("avatar");
        let second = put(&ann, "cat.png", &small()).expect(200).text_of("avatar");
        assert_ne!(first, second);
        gone(&ann, &first);
        ann.get("/v1/accounts/me").expect(200);
        ann.bytes(&second);
        assert_snapshot!(ann.delete(AVATAR), @"204 ");
        let shown = ann.get("/v1/accounts/me");
        assert_eq!((&shown.json()["avatar"], shown.header("etag")), (&Value::Null, "\"4\""));
        gone(&ann, &second);
        assert_snapshot!(ann.delete(AVATAR), @"204 ");
        assert_eq!(ann.get("/v1/accounts/me").header("etag"), "\"4\"", "nothing was there to take away");
    }

    fn s58_the_picture_of_an_account_that_is_deleted_goes_with_it(server: Server) {
        let ann = server.owner("ann@example.com");
        let path = put(&ann, "cat.png", &small()).expect(200).text_of("avatar");
        ann.delete("/v1/accounts/me").expect(204);
        gone(&server.anonymous(), &path);
        forgotten(&server);
    }

    fn a_file_that_is_not_taken_is_told_why(server: Server) {
        let ann = server.owner("ann@example.com");
        assert_snapshot!(
            problem(put(&ann, "cat.gif", &small())),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"avatar":[{"code":"extension","message":"Allowed extensions are: jpg, jpeg, png, webp."}]},"request_id":"…"}"#
        );
        assert_snapshot!(
            problem(put(&ann, "cat.png", &vec![0; 2 * 1024 * 1024 + 1])),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"avatar":[{"code":"too_large","message":"File size exceeds the limit 2 MB."}]},"request_id":"…"}"#
        );
        assert_eq!(wrong(put(&ann, "cat", &small())), "avatar: extension");
        assert_eq!(wrong(put(&ann, "cat.svg", b"<svg/>")), "avatar: extension");
        assert_eq!(wrong(put(&ann, "cat.png", b"")), "avatar: empty");
        assert_eq!(wrong(put(&ann, "cat.png", b"not a picture")), "avatar: invalid");
        assert_eq!(wrong(put(&ann, "cat.png", &vec![0; 5 * 1024 * 1024])), "avatar: too_large");
        assert_eq!(ann.get("/v1/accounts/me").json()["avatar"], json!(null));
    }

    fn a_body_without_a_file_is_told_so(server: Server) {
        let ann = server.owner("ann@example.com");
        for request in [
            ann.request("PUT", AVATAR),
            ann.request("PUT", AVATAR).json(&json!({ "avatar": "cat.png" })),
            ann.request("PUT", AVATAR).form(&[("avatar", "cat.png")]),
            ann.request("PUT", AVATAR).multipart(reqwest::blocking::multipart::Form::new().text("avatar", "cat.png")),
            ann.request("PUT", AVATAR).header("content-type", "multipart/form-data; boundary=x").body(
                "--x\r\ncontent-disposition: form-data; name=\"avatar\"; filename=\"\"\r\n\r\n\r\n--x--\r\n",
            ),
            ann.request("PUT", AVATAR).header("content-type", "multipart/form-data; boundary=x").body(
                "--x\r\ncontent-disposition: form-data; name=\"other\"; filename=\"a.png\"\r\n\r\na\r\n--x--\r\n",
            ),
        ] {
            assert_eq!(wrong(request.reply()), "avatar: required");
        }
        let raw = ann.request("PUT", AVATAR).header("content-type", "image/png").body(small()).reply();
        assert_eq!(code(raw), "415 unsupported_media_type");
        for (kind, body) in [
            ("multipart/form-data", "--x--"),
            ("multipart/form-data; boundary=x", "--y\r\n"),
            ("multipart/form-data; boundary=x", "--x\r\ncontent-disposition: form-data; name=\"avatar\"; filename=\"a.png\"\r\n\r\nhalf"),
        ] {
            let broken = ann.request("PUT", AVATAR).header("content-type", kind).body(body).reply();
            assert_eq!(code(broken), "400 broken_body", "{kind} {body}");
        }
        let endless = put(&ann, "cat.png", &vec![0; 20 * 1024 * 1024]);
        assert_eq!(code(endless), "413 body_too_large");
    }

    fn without_a_credential_nothing_is_taken(server: Server) {
        let anyone = server.anonymous();
        assert_eq!(code(put(&anyone, "cat.png", &small())), "401 no_credential");
        assert_eq!(code(put(&anyone.bearing("Bearer x"), "cat.png", &small())), "401 bad_credential");
        assert_eq!(code(anyone.delete(AVATAR)), "401 no_credential");
    }

    fn s53_no_other_body_sets_a_picture(server: Server) {
        let ann = server.owner("ann@example.com");
        let other = json!({ "avatar": "/media/avatars/2/a.png" });
        let reply = ann.patch("/v1/accounts/me", other).expect(200);
        assert_eq!((&reply.json()["avatar"], reply.header("etag")), (&Value::Null, "\"1\""));
    }

    with [("PARLOR_AVATAR_MAX_MB", "1")]
    fn an_operator_says_how_large_a_file_may_be(server: Server) {
        let ann = server.owner("ann@example.com");
        let reply = put(&ann, "cat.png", &vec![0; 1024 * 1024 + 1]);
        assert!(reply.to_string().contains("File size exceeds the limit 1 MB."), "{reply}");
        assert_eq!(wrong(put(&ann, "cat.png", &vec![0; 1024 * 1024])), "avatar: invalid");
    }

    fn of_two_pictures_at_once_one_stays_and_the_other_goes(server: Server) {
        let ann = server.owner("ann@example.com");
        let paths = std::thread::scope(|scope| {
            let sent: Vec<_> = (0..6).map(|_| scope.spawn(|| put(&ann, "cat.png", &small()))).collect();
            sent.into_iter().map(|sent| sent.join().unwrap().expect(200).text_of("avatar")).collect::<Vec<_>>()
        });
        let last = ann.get("/v1/accounts/me").text_of("avatar");
        assert!(paths.contains(&last));
        for path in paths.iter().filter(|path| **path != last) {
            gone(&ann, path);
        }
        ann.bytes(&last);
        forgotten(&server);
    }
}

#[test]
fn s28_pictures_have_a_budget() {
    let server = Server::with(Kind::Sqlite, &[("PARLOR_RATE_LIMIT__ENABLED", "true")]);
    let ann = server.owner("ann@example.com");
    for _ in 0..20 {
        put(&ann, "cat.gif", b"x").expect(400);
    }
    let refused = put(&ann, "cat.png", &small());
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    assert_eq!(code(refused), "429 throttled");
}

#[test]
fn an_account_that_is_deactivated_meanwhile_gets_none() {
    let server = Server::with(Kind::Sqlite, &[]);
    let ann = server.owner("ann@example.com");
    ann.post("/v1/accounts/me/deactivate", json!({})).expect(204);
    assert_eq!(code(put(&ann, "cat.png", &small())), "401 bad_credential");
    assert_eq!(server.anonymous().sign_in(&ann.email, PASSWORD).status, 401);
}

fn put(client: &Client, name: &str, content: &[u8]) -> Reply {
    client.upload("PUT", AVATAR, name, content)
}

/// The path with `…` in place of what is random.
fn pattern(path: &str) -> String {
    let (stem, extension) = path.rsplit_once('.').unwrap();
    let (stem, random) = stem.rsplit_once('-').unwrap();
    assert!(random.len() == 32 && random.bytes().all(|digit| digit.is_ascii_hexdigit()), "{path}");
    format!("{stem}-….{extension}")
}

/// Waits until nothing is at an address.
#[track_caller]
fn gone(client: &Client, path: &str) {
    let asked = Instant::now();
    while client.request("GET", path).send().unwrap().status() != 404 {
        assert!(asked.elapsed() < Duration::from_secs(15), "{path} is still there");
        sleep(Duration::from_millis(50));
    }
}

/// Waits until no file is to be removed any more.
#[track_caller]
fn forgotten(server: &Server) {
    let asked = Instant::now();
    while server.installation.rows("SELECT path AS line FROM discarded_files") != [""; 0] {
        assert!(asked.elapsed() < Duration::from_secs(15), "files are still to be removed");
        sleep(Duration::from_millis(50));
    }
}
