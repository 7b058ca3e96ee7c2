//! Who may do what under `/v1/admin`, whatever it is.

use serde_json::json;

use super::admin;
use crate::both_databases;
use crate::support::{Exchange, Server};
use crate::v1::code;

/// Every endpoint of administrators, of which `{id}` may be anything.
const CALLS: [(&str, &str); 17] = [
    ("GET", "/v1/admin/accounts"),
    ("GET", "/v1/admin/accounts/{id}"),
    ("POST", "/v1/admin/accounts/{id}/unlock"),
    ("POST", "/v1/admin/accounts/{id}/activate"),
    ("POST", "/v1/admin/accounts/{id}/deactivate"),
    ("POST", "/v1/admin/accounts/{id}/send-recovery"),
    ("POST", "/v1/admin/accounts/{id}/reset-factors"),
    ("PUT", "/v1/admin/accounts/{id}/administrator"),
    ("DELETE", "/v1/admin/accounts/{id}/administrator"),
    ("DELETE", "/v1/admin/accounts/{id}/sessions"),
    ("DELETE", "/v1/admin/sessions/{id}"),
    ("GET", "/v1/admin/keys"),
    ("POST", "/v1/admin/keys"),
    ("DELETE", "/v1/admin/keys/{id}"),
    ("GET", "/v1/admin/audit"),
    ("GET", "/v1/admin/outbox"),
    ("GET", "/v1/admin/statistics"),
];

both_databases! {
    fn s52_what_is_for_administrators_is_refused_to_everybody_else_whatever_the_id(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        let key = server.cli(&["key", "create", "--name", "all", "--scope", "accounts:read", "wallet:write", "scores:write"], "");
        let table = server.anonymous().bearing(&format!("Bearer {}", key.stdout.trim()));
        let session = ann.session();
        let body = json!({ "name": "x", "scopes": ["accounts:read"] });
        for (method, path) in CALLS {
            for id in [1, 2, session, i64::MAX] {
                let path = path.replace("{id}", &id.to_string());
                let send = |client: &crate::support::Client| code(client.request(method, &path).json(&body).reply());
                assert_eq!(send(&ann), "403 forbidden", "{method} {path}");
                assert_eq!(send(&table), "403 forbidden", "{method} {path}");
                assert_eq!(send(&server.anonymous()), "401 no_credential", "{method} {path}");
            }
        }
        ann.get("/v1/accounts/me").expect(200);
        assert_eq!(ann.get("/v1/accounts/me").json()["is_admin"], false);
        root.get("/v1/admin/statistics").expect(200);
    }

    fn what_is_not_there_is_not_found(server: Server) {
        let root = admin(&server);
        for (method, path) in CALLS.iter().filter(|(_, path)| path.contains("{id}")) {
            for id in ["99", "0", "-1", "01", "x"] {
                let reply = root.request(method, &path.replace("{id}", id)).reply();
                assert_eq!(code(reply), "404 not_found", "{method} {path} {id}");
            }
        }
    }

    fn s10_no_administrator_sets_or_sees_a_password(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        let id = ann.id;
        let body = json!({ "password": "chosen by somebody else", "is_admin": true, "balance": 7 });
        for (method, path) in CALLS.iter().filter(|(_, path)| path.contains("accounts/{id}")) {
            if path.ends_with("administrator") || path.ends_with("deactivate") || path.ends_with("sessions") {
                continue;
            }
            let reply = root.request(method, &path.replace("{id}", &id.to_string())).json(&body).reply();
            assert!(reply.status < 300, "{method} {path}: {reply}");
            for part in ["$2b$", "bcrypt", "\"password\""] {
                assert!(!reply.text.contains(part), "{method} {path} tells of {part}: {reply}");
            }
        }
        for (method, path) in [("PUT", "password"), ("POST", "password"), ("PATCH", ""), ("POST", "set-password")] {
            let path = format!("/v1/admin/accounts/{id}/{path}");
            let status = root.request(method, path.trim_end_matches('/')).json(&body).reply().status;
            assert!(matches!(status, 404 | 405), "{method} {path}: {status}");
        }
        ann.again();
        assert_eq!(ann.get("/v1/accounts/me").json()["is_admin"], false);
        assert_eq!(code(ann.sign_in(&ann.email, "chosen by somebody else")), "401 invalid_login");
    }
}
