//! GET `/admin/` and what it loads

use crate::support::{Exchange, Kind, Reply, Server};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

fn sqlite(settings: &[(&str, &str)]) -> Server {
    Server::with(Kind::Sqlite, settings)
}

#[test]
fn the_page_is_there_for_whoever_asks_and_says_nothing_of_anybody() {
    let server = sqlite(&[("PARLOR_CONTRACTS", "none")]);
    for path in ["/admin", "/admin/", "/admin/?a=b"] {
        let page = server.anonymous().get(path).expect(200);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(
            (page.header("cache-control"), page.header("referrer-policy")),
            ("no-store", "no-referrer")
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("content-security-policy"), POLICY);
        assert!(!page.text.contains("style=") && !page.text.contains("<script>"), "{page}");
    }
}

#[test]
fn other_methods_are_refused_with_those_that_are_not() {
    let server = sqlite(&[]);
    for (path, method, allowed) in [
        ("/admin/", "POST", "GET, HEAD, OPTIONS"),
        ("/admin", "DELETE", "GET, HEAD, OPTIONS"),
        ("/admin/main.js", "POST", "GET, HEAD, OPTIONS"),
        ("/admin/session", "GET", "POST, OPTIONS"),
        ("/admin/session/", "PUT", "POST, OPTIONS"),
    ] {
        let refused = server.anonymous().request(method, path).reply().expect(405);
        assert_eq!(refused.header("allow"), allowed, "{method} {path}");
        let told = server.anonymous().request("OPTIONS", path).reply();
        assert_eq!((told.status, told.header("allow")), (204, allowed), "{path}");
    }
    let head = server.anonymous().request("HEAD", "/admin/").reply().expect(200);
    assert_eq!(head.text, "");
}

#[test]
fn what_the_page_loads_is_served_as_what_it_is_and_once() {
    let server = sqlite(&[]);
    let anyone = server.anonymous();
    for (file, kind) in [
        ("main.js", "text/javascript; charset=utf-8"),
        ("dom.js", "text/javascript; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        let path = format!("/admin/{file}");
        let first = anyone.get(&path).expect(200);
        assert_eq!(
            (first.header("content-type"), first.header("cache-control")),
            (kind, "no-cache"),
            "{file}"
        );
        assert_eq!(first.header("x-content-type-options"), "nosniff");
        let tag = first.header("etag");
        let again = |tag: &str| anyone.request("GET", &path).header("if-none-match", tag).reply();
        for known in [tag, &format!("\"other\", W/{tag}"), "*"] {
            let known = again(known);
            assert_eq!((known.status, known.text.as_str(), known.header("etag")), (304, "", tag));
        }
        assert_eq!(again("\"other\"").expect(200).text, first.text);
    }
    for path in
        ["/admin/page.html", "/admin/..%2fCargo.toml", "/admin/Main.js", "/admin/files/main.js", "/admin/x/y"]
    {
        anyone.get(path).expect(404);
    }
}

/// Every page for browsers. A token that nobody was given shows the form, and does nothing.
fn pages(server: &Server) -> Vec<(&'static str, Reply)> {
    let paths = ["/", "/docs", "/admin/", "/setup?token=0123456789abcdef0123456789abcdef"];
    let page =
        |path| server.anonymous().request("GET", path).header("accept", "text/html").reply().expect(200);
    paths.into_iter().map(|path| (path, page(path))).collect()
}

#[test]
fn s70_every_page_runs_only_what_is_its_own_and_is_framed_by_nobody() {
    for (path, page) in pages(&sqlite(&[])) {
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        let policy = page.header("content-security-policy");
        let rules: Vec<_> = policy.split(';').map(str::trim).collect();
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(rules.contains(&rule), "{path}: {policy}");
        }
        let scripts = rules.iter().find(|rule| rule.starts_with("script-src"));
        assert!(scripts.is_none_or(|rule| *rule == "script-src 'self'"), "{path}: {policy}");
        assert!(rules.iter().any(|rule| rule.starts_with("form-action")), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(page.header("strict-transport-security"), "", "{path}");
    }
}

#[test]
fn s70_under_https_browsers_are_told_to_stay_there() {
    let server = sqlite(&[("PARLOR_PUBLIC_URL", "https://accounts.example")]);
    let (anyone, path) = (server.anonymous(), "/v1/accounts/me");
    let pages =
        pages(&server).into_iter().chain([(path, anyone.get(path)), ("/nothing", anyone.get("/nothing"))]);
    for (path, page) in pages {
        assert_eq!(page.header("strict-transport-security"), "max-age=31536000", "{path}");
    }
}
