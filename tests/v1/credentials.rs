//! What is said to whoever shows no credential, or one that is not good.

use insta::assert_snapshot;
use serde_json::json;

use super::{CALLS, code, problem, wrong};
use crate::both_databases;
use crate::support::{Exchange, Server};

/// Every call that speaks for somebody and reads no body.
const OTHERS: [(&str, &str); 22] = [
    ("GET", "/v1/accounts/me"),
    ("POST", "/v1/accounts/me/deactivate"),
    ("GET", "/v1/sessions"),
    ("DELETE", "/v1/sessions"),
    ("DELETE", "/v1/sessions/others"),
    ("GET", "/v1/sessions/current"),
    ("DELETE", "/v1/sessions/current"),
    ("DELETE", "/v1/sessions/1"),
    ("GET", "/v1/friends"),
    ("DELETE", "/v1/friends/1"),
    ("GET", "/v1/friends/requests"),
    ("POST", "/v1/friends/requests/1/accept"),
    ("DELETE", "/v1/friends/requests/1"),
    ("GET", "/v1/blocks"),
    ("GET", "/v1/conversations"),
    ("GET", "/v1/conversations/1"),
    ("GET", "/v1/conversations/1/messages"),
    ("DELETE", "/v1/blocks/1"),
    ("GET", "/v1/wallet"),
    ("GET", "/v1/wallet/entries"),
    ("GET", "/v1/admin/accounts/1/wallet/entries"),
    ("GET", "/v1/leaderboard/me"),
];

fn guarded() -> impl Iterator<Item = (&'static str, &'static str)> {
    let calls = CALLS.into_iter().filter(|(.., guarded)| *guarded);
    calls.map(|(method, path, ..)| (method, path)).chain(OTHERS)
}

both_databases! {
    fn no_credential_is_asked_for_one(server: Server) {
        let ann = server.owner("ann@example.com");
        // Of another kind, or of none, it is none of ours.
        for other in ["Basic YW5uOnB3", "nonsense", "", &ann.access] {
            let reply = server.anonymous().bearing(other).get("/v1/accounts/me");
            assert_eq!(code(reply), "401 no_credential", "{other}");
        }
        for (method, path) in guarded() {
            let reply = problem(server.anonymous().request(method, path).reply());
            assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"api\"");
            assert_snapshot!(reply, @r#"401 {"title":"Unauthorized","status":401,"code":"no_credential","detail":"This needs a credential: Authorization: Bearer <access token>.","request_id":"…"}"#);
        }
    }

    fn a_credential_that_is_not_good_is_refused(server: Server) {
        let ann = server.owner("ann@example.com");
        let gone = server.owner("gone@example.com");
        gone.delete("/v1/accounts/me").expect(204);
        // The form of a body is looked at before the credential.
        let body = json!({ "password": "another quiet evening", "account_id": 7, "text": "hello", "seq": 1 });
        let (head, signature) = ann.access.rsplit_once('.').unwrap();
        for (method, path) in guarded() {
            for authorization in [
                "Bearer",
                "Bearer ",
                "Bearer nonsense",
                &format!("Bearer {}", ann.refresh_token),
                &format!("Bearer {}", ann.device_token),
                &format!("Bearer {}", gone.access),
                &format!("Bearer {head}."),
                &format!("Bearer {head}.{}", signature.chars().rev().collect::<String>()),
            ] {
                let reply =
                    server.anonymous().bearing(authorization).request(method, path).json(&body).reply();
                assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"api\"", "{authorization}");
                assert_eq!(code(reply), "401 bad_credential", "{authorization}");
            }
        }
        assert_snapshot!(
            problem(server.anonymous().bearing("Bearer nonsense").get("/v1/accounts/me")),
            @r#"401 {"title":"Unauthorized","status":401,"code":"bad_credential","detail":"The credential is not good, or is no longer.","request_id":"…"}"#
        );
        ann.get("/v1/accounts/me").expect(200);
    }

    fn the_credential_may_be_called_bearer_token_or_jwt(server: Server) {
        let ann = server.owner("ann@example.com");
        for scheme in ["Bearer", "bearer", "Token", "JWT", "jwt"] {
            server
                .anonymous()
                .bearing(&format!("{scheme} {}", ann.access))
                .get("/v1/accounts/me")
                .expect(200);
        }
    }

    fn who_calls_is_asked_before_what_is_wrong_is_told(server: Server) {
        let ann = server.owner("ann@example.com");
        server.owner("ben@example.com").patch("/v1/accounts/me", json!({ "username": "ben" })).expect(200);
        ann.delete("/v1/sessions/current").expect(204);
        for body in [json!({ "username": "ben" }), json!({ "username": "a/b" })] {
            assert_eq!(code(ann.patch("/v1/accounts/me", body)), "401 bad_credential");
        }
        // Only the form of a body is looked at before.
        assert_eq!(wrong(ann.put("/v1/accounts/me/password", json!({}))), "password: required");
        assert_eq!(
            code(ann.put("/v1/accounts/me/password", json!({ "password": "short" }))),
            "401 bad_credential"
        );
    }

    fn s39_no_native_call_takes_a_token_from_the_address_or_the_body(server: Server) {
        let ann = server.owner("ann@example.com");
        for name in ["access_token", "token", "authorization", "Authorization", "credential"] {
            let path = format!("/v1/accounts/me?{name}={}", ann.access);
            assert_eq!(code(server.anonymous().get(&path)), "401 no_credential");
            let body = json!({ name: ann.access, "password": "another quiet evening" });
            assert_eq!(code(server.anonymous().put("/v1/accounts/me/password", body)), "401 no_credential");
        }
        let request = server.anonymous().request("GET", "/v1/accounts/me");
        let cookies = format!("access_token={0}; session={0}; sessionid={0}", ann.access);
        assert_eq!(code(request.header("cookie", cookies).reply()), "401 no_credential");
    }
}
