//! What is not found, and what is not allowed.

use insta::assert_snapshot;

use crate::both_databases;
use crate::support::{Exchange, Server};

both_databases! {
    fn other_methods_are_refused_with_those_that_are_not(server: Server) {
        let anyone = server.anonymous();
        for address in ["register", "login", "refresh", "logout"] {
            for path in [format!("/api/{address}/"), format!("/api/{address}")] {
                let refused = anyone.get(&path);
                assert_eq!(refused.header("allow"), "POST, OPTIONS");
                assert_snapshot!(refused, @r#"405 {"detail":"Method \"GET\" not allowed."}"#);
                for method in ["PUT", "PATCH", "DELETE", "TRACE", "BREW", "post"] {
                    let refused = anyone.request(method, &path).reply().expect(405);
                    assert_eq!(refused.text_of("detail"), format!("Method \"{method}\" not allowed."));
                    assert_eq!(refused.header("allow"), "POST, OPTIONS");
                }
            }
        }
        for path in ["/api/me/", "/api/me"] {
            let refused = anyone.request("DELETE", path).reply();
            assert_eq!(refused.header("allow"), "GET, PUT, PATCH, HEAD, OPTIONS");
            assert_snapshot!(refused, @r#"405 {"detail":"Method \"DELETE\" not allowed."}"#);
        }
    }

    fn options_tells_the_methods_and_asks_for_nothing(server: Server) {
        let anyone = server.anonymous();
        for (path, allowed) in [
            ("/api/register/", "POST, OPTIONS"),
            ("/api/login", "POST, OPTIONS"),
            ("/api/me/", "GET, PUT, PATCH, HEAD, OPTIONS"),
            ("/healthz", "GET, HEAD, OPTIONS"),
        ] {
            let reply = anyone.request("OPTIONS", path).reply();
            assert!(matches!(reply.status, 200 | 204), "{reply}");
            assert_eq!(reply.header("allow"), allowed);
        }
    }

    fn head_is_get_without_the_body(server: Server) {
        let ann = server.member("ann@example.com");
        for path in ["/api/me/", "/api/me", "/", "/healthz", "/.well-known/jwks.json"] {
            let (get, head) = (ann.get(path), ann.request("HEAD", path).reply());
            assert_eq!((head.status, head.text.as_str()), (200, ""), "{path}");
            assert_eq!(head.header("content-type"), get.header("content-type"));
            assert_eq!(head.header("content-length"), get.text.len().to_string());
        }
        server.anonymous().request("HEAD", "/api/me/").reply().expect(401);
        server.anonymous().request("HEAD", "/api/login/").reply().expect(405);
    }

    fn where_nothing_is_nothing_is_found(server: Server) {
        let anyone = server.anonymous();
        for path in [
            "/nothing",
            "/api",
            "/api/",
            "/api/login/x",
            "/api/login//",
            "//api/login/",
            "/api//login/",
            "/API/LOGIN/",
            "/api/me/1/",
            "/api/me.json",
            "/api/%6de/..",
            "/%2e%2e/etc/passwd",
            "/api/%ff%fe/",
            "/api/login%00/",
            "/favicon.ico",
        ] {
            for method in ["GET", "POST", "DELETE"] {
                let reply = anyone.request(method, path).reply();
                assert_snapshot!(reply, @r#"404 {"detail":"Not found."}"#);
            }
        }
        let reply = anyone.request("HEAD", "/nothing").reply();
        assert_eq!((reply.status, reply.text.as_str()), (404, ""));
    }

    fn an_address_with_and_without_its_slash_is_the_same_and_nobody_is_sent_on(server: Server) {
        let ann = server.member("ann@example.com");
        for (path, status) in [
            ("/api/register", 400),
            ("/api/login", 400),
            ("/api/refresh", 400),
            ("/api/logout", 400),
            ("/api/me", 405),
        ] {
            for path in
                [path.to_owned(), format!("{path}/"), format!("{path}?next=/"), format!("{path}/?a=b&a")]
            {
                assert_eq!(ann.request("POST", &path).reply().status, status, "{path}");
            }
        }
    }

    fn a_refusal_is_json_whatever_was_asked_for(server: Server) {
        for accept in ["text/html", "application/xml", "*/*", "nonsense", ""] {
            let reply = server
                .anonymous()
                .request("POST", "/api/login/")
                .header("accept", accept)
                .reply()
                .expect(400);
            assert_eq!(reply.header("content-type"), "application/json");
        }
    }
}
