//! What is not found, what is not allowed, and what a browser asks first.

use insta::assert_snapshot;
use serde_json::json;

use super::{code, problem};
use crate::both_databases;
use crate::support::{Exchange, Server};

/// Every address, with what it answers to.
const ADDRESSES: [(&str, &str); 20] = [
    ("/v1/accounts", "GET, POST, HEAD, OPTIONS"),
    ("/v1/accounts/me", "GET, PATCH, DELETE, HEAD, OPTIONS"),
    ("/v1/accounts/me/deactivate", "POST, OPTIONS"),
    ("/v1/accounts/me/presence", "GET, HEAD, OPTIONS"),
    ("/v1/accounts/me/password", "PUT, OPTIONS"),
    ("/v1/sessions", "POST, GET, DELETE, HEAD, OPTIONS"),
    ("/v1/sessions/current", "GET, DELETE, HEAD, OPTIONS"),
    ("/v1/sessions/others", "DELETE, OPTIONS"),
    ("/v1/sessions/refresh", "POST, OPTIONS"),
    ("/v1/sessions/current/step-up", "POST, OPTIONS"),
    ("/v1/friends", "GET, HEAD, OPTIONS"),
    ("/v1/friends/requests", "GET, POST, HEAD, OPTIONS"),
    ("/v1/blocks", "GET, POST, HEAD, OPTIONS"),
    ("/v1/conversations", "POST, GET, HEAD, OPTIONS"),
    ("/v1/wallet", "GET, HEAD, OPTIONS"),
    ("/v1/wallet/entries", "GET, HEAD, OPTIONS"),
    ("/v1/admin/accounts/1/wallet/entries", "GET, POST, HEAD, OPTIONS"),
    ("/v1/leaderboard", "GET, HEAD, OPTIONS"),
    ("/v1/leaderboard/me", "GET, HEAD, OPTIONS"),
    ("/v1/admin/scores", "POST, OPTIONS"),
];

both_databases! {
    fn other_methods_are_refused_with_those_that_are_not(server: Server) {
        let ann = server.owner("ann@example.com");
        for (address, allowed) in ADDRESSES.into_iter().chain([("/v1/sessions/1", "DELETE, OPTIONS")]) {
            for path in [address.to_owned(), format!("{address}/")] {
                for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW", "post"] {
                    if allowed.split(", ").any(|one| one == method) {
                        continue;
                    }
                    let refused = ann.request(method, &path).reply().expect(405);
                    assert_eq!(refused.header("allow"), allowed, "{path}");
                    if method != "HEAD" {
                        assert_eq!(code(refused), "405 method_not_allowed");
                    }
                }
            }
        }
        let refused = problem(ann.put("/v1/accounts", json!({})));
        assert_snapshot!(refused, @r#"405 {"title":"Method Not Allowed","status":405,"code":"method_not_allowed","detail":"Nothing answers to PUT here.","request_id":"…"}"#);
        ann.get("/v1/accounts/me").expect(200);
    }

    fn options_tells_the_methods_and_asks_for_nothing(server: Server) {
        for (address, allowed) in ADDRESSES {
            for path in [address.to_owned(), format!("{address}/")] {
                let reply = server.anonymous().request("OPTIONS", &path).reply();
                assert_eq!(
                    (reply.status, reply.text.as_str(), reply.header("allow")),
                    (204, "", allowed),
                    "{path}"
                );
            }
        }
    }

    fn head_is_get_without_the_body(server: Server) {
        let ann = server.owner("ann@example.com");
        for path in [
            "/v1/accounts/me",
            "/v1/sessions",
            "/v1/sessions?limit=1",
            "/v1/sessions/current",
            "/v1/sessions/current/",
        ] {
            let (get, head) = (ann.get(path).expect(200), ann.request("HEAD", path).reply());
            assert_eq!((head.status, head.text.as_str()), (200, ""), "{path}");
            for header in ["content-type", "etag", "cache-control"] {
                assert_eq!(head.header(header), get.header(header), "{path}");
            }
            assert_eq!(head.header("content-length"), get.text.len().to_string());
            let refused = server.anonymous().request("HEAD", path).reply();
            assert_eq!((refused.status, refused.text.as_str()), (401, ""), "{path}");
        }
    }

    fn where_nothing_is_a_problem_says_so(server: Server) {
        let ann = server.owner("ann@example.com");
        for path in [
            "/v1/",
            "/v1/nothing",
            "/v1/accounts/1/x",
            "/v1/accounts/me/x",
            "/v1/accounts//me",
            "/v1/Accounts/me",
            "/v1/accounts/me//",
            "/v1/sessions/current/x",
            "/v1/sessions/1/2",
            "/v1/%ff",
            "/v1/accounts/m%65/x",
            "/v1/accounts%00",
        ] {
            for method in ["GET", "POST", "PATCH", "DELETE"] {
                for client in [&server.anonymous(), &*ann] {
                    let reply = problem(client.request(method, path).reply());
                    assert_snapshot!(reply, @r#"404 {"title":"Not Found","status":404,"code":"not_found","detail":"There is nothing here.","request_id":"…"}"#);
                }
            }
        }
        // Elsewhere the words are those of the contracts.
        assert_snapshot!(ann.get("/v2/accounts"), @r#"404 {"detail":"Not found."}"#);
    }

    fn a_problem_is_one_whatever_was_asked_for(server: Server) {
        for accept in ["text/html", "application/xml", "application/json", "*/*", "nonsense", ""] {
            let request = server.anonymous().request("POST", "/v1/sessions").header("accept", accept);
            problem(request.reply().expect(400));
        }
    }

    fn s35_no_native_answer_may_be_stored(server: Server) {
        let ann = server.owner("ann@example.com");
        for (address, _) in ADDRESSES {
            // The one that would sign out comes last.
            for method in ["OPTIONS", "HEAD", "GET", "PUT", "PATCH", "POST"] {
                if address.ends_with("deactivate") {
                    continue;
                }
                let reply = ann.request(method, address).reply();
                assert_eq!(reply.header("cache-control"), "no-store", "{method} {address}: {reply}");
                assert_eq!(reply.header("x-content-type-options"), "nosniff", "{method} {address}: {reply}");
            }
        }
        for reply in [
            ann.sign_in(&ann.email, crate::support::PASSWORD),
            ann.sign_in(&ann.email, "a guess"),
            ann.renew(&ann.refresh_token),
            ann.get("/v1/nothing"),
            ann.delete("/v1/sessions/1"),
            server.anonymous().get("/v1/accounts/me"),
            ann.delete("/v1/sessions/others"),
            ann.post("/v1/accounts/me/deactivate", serde_json::json!({})),
        ] {
            assert_eq!(reply.header("cache-control"), "no-store", "{reply}");
        }
    }
}
