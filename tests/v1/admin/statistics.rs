//! GET `/v1/admin/statistics`

use insta::assert_snapshot;
use serde_json::json;

use super::admin;
use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn everything_is_counted(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        ann.again().delete("/v1/sessions/current").expect(204);
        server.owner("ben@example.com").post("/v1/accounts/me/deactivate", json!({})).expect(204);
        server.anonymous().post("/v1/accounts", json!({ "email": "cleo@example.com" })).expect(202);
        root.post("/v1/admin/keys", json!({ "name": "x", "scopes": ["accounts:read"] })).expect(201);
        let told = root.get("/v1/admin/statistics").expect(200);
        let pending = told.json()["mails"]["pending"].to_string();
        let told = told.to_string().replace(&format!("\"pending\":{pending},\"failed\""), "\"pending\":…,\"failed\"");
        assert_snapshot!(told, @r#"200 {"accounts":{"pending":1,"active":2,"deactivated":1},"administrators":1,"live_sessions":2,"mails":{"pending":…,"failed":0},"service_keys":1}"#);
    }
}
