//! `/media/…`

use insta::assert_snapshot;
use parlor_testkit::pictures::{dimensions, small};
use reqwest::blocking::Response;

use crate::both_databases;
use crate::support::{Client, Exchange, Server};

const DEFAULT: &str = "/media/avatars/default.png";

both_databases! {
    fn s63_a_picture_is_served_as_one_and_could_do_nothing_else(server: Server) {
        let path = picture(&server);
        let answer = ask(&server.anonymous(), "GET", &path, &[]);
        assert_snapshot!(
            told(&answer),
            @r#"
        200 OK
        accept-ranges: bytes
        cache-control: public, max-age=31536000, immutable
        content-security-policy: default-src 'none'; sandbox
        content-type: image/png
        cross-origin-resource-policy: cross-origin
        x-content-type-options: nosniff
        "#
        );
        let name = path.rsplit('/').next().unwrap();
        assert_eq!(header(&answer, "etag"), format!("\"{name}\""));
        let length: usize = header(&answer, "content-length").parse().unwrap();
        assert_eq!(answer.bytes().unwrap().len(), length);
    }

    fn it_is_given_in_part(server: Server) {
        let (path, anyone) = (picture(&server), server.anonymous());
        let whole = anyone.bytes(&path);
        let size = whole.len();
        for (range, part) in [
            ("bytes=0-9".to_owned(), 0..10),
            (format!("bytes=10-{}", size * 2), 10..size),
            ("bytes=-5".to_owned(), size - 5..size),
            ("bytes=20-".to_owned(), 20..size),
        ] {
            let answer = ask(&anyone, "GET", &path, &[("range", &range)]);
            assert_eq!(answer.status(), 206, "{range}");
            let said = format!("bytes {}-{}/{size}", part.start, part.end - 1);
            assert_eq!(header(&answer, "content-range"), said);
            assert_eq!(header(&answer, "content-security-policy"), "default-src 'none'; sandbox");
            assert_eq!(answer.bytes().unwrap(), &whole[part], "{range}");
        }
        let beyond = ask(&anyone, "GET", &path, &[("range", &format!("bytes={size}-"))]);
        assert_eq!((beyond.status().as_u16(), header(&beyond, "content-range")), (416, format!("bytes */{size}").as_str()));
        for headers in [[("range", "bytes=0-1,4-5"), ("x", "")], [("range", "bytes=0-1"), ("if-range", "\"other\"")]] {
            let answer = ask(&anyone, "GET", &path, &headers);
            assert_eq!((answer.status().as_u16(), answer.bytes().unwrap().len()), (200, size), "{headers:?}");
        }
    }

    fn whoever_has_it_already_is_told_so(server: Server) {
        let (path, anyone) = (picture(&server), server.anonymous());
        let tag = header(&ask(&anyone, "GET", &path, &[]), "etag").to_owned();
        for known in [tag.as_str(), "*", &format!("\"other\", W/{tag}")] {
            let answer = ask(&anyone, "GET", &path, &[("if-none-match", known)]);
            assert_eq!((answer.status().as_u16(), header(&answer, "etag")), (304, tag.as_str()), "{known}");
        }
        assert_eq!(ask(&anyone, "GET", &path, &[("if-none-match", "\"other\"")]).status(), 200);
    }

    fn head_tells_what_get_would(server: Server) {
        let (path, anyone) = (picture(&server), server.anonymous());
        for path in [path.as_str(), DEFAULT] {
            let (head, get) = (ask(&anyone, "HEAD", path, &[]), ask(&anyone, "GET", path, &[]));
            assert_eq!(told(&head), told(&get));
            assert_eq!(header(&head, "content-length"), header(&get, "content-length"));
            assert_eq!(head.bytes().unwrap().len(), 0);
        }
    }

    fn who_has_no_picture_is_shown_by_one_of_ours(server: Server) {
        let anyone = server.anonymous();
        let answer = ask(&anyone, "GET", DEFAULT, &[]);
        assert_eq!(header(&answer, "cache-control"), "public, max-age=86400");
        assert_eq!(header(&answer, "content-type"), "image/png");
        assert_eq!(dimensions(&answer.bytes().unwrap()), (256, 256));
        let part = ask(&anyone, "GET", DEFAULT, &[("range", "bytes=1-3")]);
        assert_eq!((part.status().as_u16(), part.bytes().unwrap().as_ref()), (206, &b"PNG"[..]));
    }

    fn s62_nothing_else_is_at_any_address(server: Server) {
        let (path, anyone) = (picture(&server), server.anonymous());
        let name = path.rsplit('/').next().unwrap();
        for path in [
            "/media/avatars/1/a.png".to_owned(),
            format!("/media/avatars/2/{name}"),
            format!("/media/avatars/01/{name}"),
            format!("/media/avatars/1/{name}%231"),
            "/media/avatars/1/..%2f..%2f..%2fparlor.db".to_owned(),
            "/media/avatars/1/%2e%2e/%2e%2e/secret".to_owned(),
            "/media/avatars/1/..%00.png".to_owned(),
            "/media/avatars/1/".to_owned(),
            "/media/avatars".to_owned(),
            "/media/attachments/1/a.png".to_owned(),
        ] {
            assert_snapshot!(anyone.get(&path), @r#"404 {"detail":"Not found."}"#);
        }
        let posted = anyone.request("POST", &path).reply();
        assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD, OPTIONS"));
    }
}

/// The address of somebody's picture.
fn picture(server: &Server) -> String {
    let ann = server.owner("ann@example.com");
    ann.upload("PUT", "/v1/accounts/me/avatar", "cat.png", &small()).expect(200).text_of("avatar")
}

pub fn ask(client: &Client, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = client.request(method, path);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().unwrap()
}

pub fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The status, and every header that is the same for all pictures.
pub fn told(answer: &Response) -> String {
    let mut headers: Vec<String> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !["date", "etag", "content-length", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    format!("{}\n{}", answer.status(), headers.join("\n"))
}
