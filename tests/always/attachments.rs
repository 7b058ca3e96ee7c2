//! `/media/attachments/…`

use insta::assert_snapshot;

use super::media::{ask, header, told};
use crate::both_databases;
use crate::support::{Client, Server};
use crate::v1::conversations::attachments::{send, talk};

const PDF: &[u8] = b"%PDF-1.7\n<html><script>alert(1)</script></html>\n%%EOF\n";

both_databases! {
    fn s63_what_is_no_picture_is_saved_and_never_shown(server: Server) {
        let (ann, _, talk) = talk(&server);
        let anyone = server.anonymous();
        let document = address(&ann, talk, "a.pdf", PDF);
        assert_snapshot!(
            told(&ask(&anyone, "GET", &document, &[])),
            @r#"
        200 OK
        accept-ranges: bytes
        cache-control: public, max-age=31536000, immutable
        content-disposition: attachment
        content-security-policy: default-src 'none'; sandbox
        content-type: application/pdf
        cross-origin-resource-policy: cross-origin
        x-content-type-options: nosniff
        "#
        );
        let page = address(&ann, talk, "page.html.txt", b"<html><script>alert(1)</script></html>");
        let answer = ask(&anyone, "GET", &page, &[]);
        assert_eq!(header(&answer, "content-type"), "text/plain; charset=utf-8");
        assert_eq!(header(&answer, "content-disposition"), "attachment");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        let picture = address(&ann, talk, "cat.png", &parlor_testkit::pictures::small());
        let answer = ask(&anyone, "GET", &picture, &[]);
        assert_eq!((header(&answer, "content-type"), header(&answer, "content-disposition")), ("image/png", ""));
        assert_eq!(header(&answer, "content-security-policy"), "default-src 'none'; sandbox");
    }

    fn it_is_given_whole_in_part_or_not_at_all(server: Server) {
        let (ann, _, talk) = talk(&server);
        let (anyone, path) = (server.anonymous(), address(&ann, talk, "a.txt", b"0123456789"));
        let part = ask(&anyone, "GET", &path, &[("range", "bytes=2-4")]);
        assert_eq!((part.status().as_u16(), header(&part, "content-range")), (206, "bytes 2-4/10"));
        assert_eq!(part.bytes().unwrap(), "234");
        let beyond = ask(&anyone, "GET", &path, &[("range", "bytes=10-")]);
        assert_eq!((beyond.status().as_u16(), header(&beyond, "content-range")), (416, "bytes */10"));
        let head = ask(&anyone, "HEAD", &path, &[]);
        assert_eq!((header(&head, "content-length"), header(&head, "accept-ranges")), ("10", "bytes"));
        let tag = header(&head, "etag").to_owned();
        assert_eq!(ask(&anyone, "GET", &path, &[("if-none-match", &tag)]).status(), 304);
    }

    fn s62_its_address_is_all_that_opens_it_and_nobody_guesses_one(server: Server) {
        let (ann, _, talk) = talk(&server);
        let (one, other) = (address(&ann, talk, "a.txt", b"one"), address(&ann, talk, "a.txt", b"other"));
        let random = |path: &str| path.rsplit_once('-').unwrap().1.strip_suffix(".txt").unwrap().to_owned();
        for random in [random(&one), random(&other)] {
            assert!(random.len() == 32 && random.bytes().all(|digit| digit.is_ascii_hexdigit()), "{random}");
        }
        assert_ne!(random(&one), random(&other));
        let (anyone, name) = (server.anonymous(), one.rsplit('/').next().unwrap());
        assert_eq!(anyone.bytes(&one), b"one");
        for path in [
            format!("/media/attachments/{talk}/a-{}.txt", "0".repeat(32)),
            format!("/media/attachments/{talk}/a.txt"),
            format!("/media/attachments/{}/{name}", talk + 1),
            format!("/media/attachments/0{talk}/{name}"),
            format!("/media/avatars/{talk}/{name}"),
            one.replace(".txt", ".html"),
            format!("/media/attachments/{talk}/"),
            format!("/media/attachments/{talk}/..%2f..%2f..%2fparlor.db"),
        ] {
            assert_eq!(anyone.get(&path).status, 404, "{path}");
        }
    }

    fn s58_it_stays_with_whoever_is_left_and_goes_with_the_last(server: Server) {
        let (ann, ben, talk) = talk(&server);
        let (anyone, path) = (server.anonymous(), address(&ann, talk, "a.txt", b"hello"));
        ann.delete("/v1/accounts/me").expect(204);
        // It belongs to the message, which stays with the other one, without a sender.
        let message = ben.get(&format!("/v1/conversations/{talk}/messages")).json()["items"][0].clone();
        assert_eq!((&message["sender_id"], &message["attachment"]["path"]), (&serde_json::Value::Null, &path.clone().into()));
        assert_eq!(anyone.bytes(&path), b"hello");
        ben.delete("/v1/accounts/me").expect(204);
        let asked = std::time::Instant::now();
        while anyone.get(&path).status != 404 {
            assert!(asked.elapsed() < std::time::Duration::from_secs(15), "{path} is still there");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
}

fn address(by: &Client, talk: i64, name: &str, content: &[u8]) -> String {
    let said = send(by, talk, name, content, &[]).expect(201).json();
    said["attachment"]["path"].as_str().unwrap().to_owned()
}
