//! GET `/v1/accounts/me/export`

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};
use crate::v1::code;

both_databases! {
    fn s58_an_owner_is_told_all_that_is_stored(server: Server) {
        let anyone = server.anonymous().from("127.0.0.42");
        let email = "ann.wanderer@example.com";
        anyone.post("/v1/accounts", json!({ "email": email, "password": PASSWORD })).expect(201);
        let body = json!({ "login": email, "password": PASSWORD });
        let request = anyone.request("POST", "/v1/sessions").header("user-agent", "Wanderphone");
        let tokens = request.json(&body).reply().expect(201);
        let ann = anyone.bearing(&format!("Bearer {}", tokens.text_of("access_token")));
        ann.patch(
            "/v1/accounts/me",
            json!({
                "username": "Wanderbird", "first_name": "Wanderlinde", "last_name": "Wandermann",
                "public_data": { "a": ["Wanderpublic"] }, "private_data": "Wanderprivate",
            }),
        )
        .expect(200);
        ann.put("/v1/accounts/me/pin", json!({ "pin": "48213" })).expect(204);
        ann.post("/v1/codes", json!({ "purpose": "email_verification" })).expect(202);
        anyone.from("127.0.0.43").sign_in(email, "a guess").expect(401);

        let reply = ann.get("/v1/accounts/me/export").expect(200);
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(reply.header("content-disposition"), "attachment; filename=\"account.json\"");
        assert_eq!(reply.header("cache-control"), "no-store");
        let told = reply.json();
        let account = &told["account"];
        assert_eq!((&account["username"], &account["email"]), (&json!("Wanderbird"), &json!(email)));
        assert_eq!((&account["first_name"], &account["last_name"]), (&json!("Wanderlinde"), &json!("Wandermann")));
        assert_eq!((&account["has_password"], &account["email_verified_at"]), (&json!(true), &Value::Null));
        assert_eq!(told["app_data"], json!({ "public_data": { "a": ["Wanderpublic"] }, "private_data": "Wanderprivate" }));
        assert_eq!(told["pin"], json!({ "is_set": true }));
        let session = &told["sessions"][0];
        assert_eq!((&session["user_agent"], &session["address"]), (&json!("Wanderphone"), &json!("127.0.0.42")));
        assert_eq!(told["codes"][0]["sent_to"], email);
        assert_eq!(told["lockouts"][0]["failures"], 1);
        assert!(told["mails"].as_array().unwrap().iter().any(|mail| mail["recipient"] == email));
        assert!(told["known_clients"].as_array().unwrap().len() >= 2);
        let kinds: BTreeSet<_> =
            told["audit_log"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
        for kind in ["signed_up", "signed_in", "sign_in_failed", "renamed", "pin_set", "code_sent_email_verification"] {
            assert!(kinds.contains(kind), "{kind}: {kinds:?}");
        }
        for secret in ["bcrypt", "$2b$", &tokens.text_of("refresh_token"), PASSWORD, "48213"] {
            assert!(!reply.text.contains(secret), "{secret}");
        }
    }

    fn s52_nobody_is_told_of_anybody_else(server: Server) {
        let ann = server.owner("ann@example.com");
        let ben = server.owner("ben@example.com");
        let told = ben.get("/v1/accounts/me/export").expect(200).text;
        assert!(told.contains("ben@example.com") && !told.contains("ann@example.com"));
        assert!(!told.contains(&ann.session().to_string()));
        assert_eq!(code(server.anonymous().get("/v1/accounts/me/export")), "401 no_credential");
        ann.delete("/v1/sessions").expect(204);
        assert_eq!(code(ann.get("/v1/accounts/me/export")), "401 bad_credential");
    }

    fn an_account_without_anything_is_told_so(server: Server) {
        let ann = server.owner("ann@example.com");
        let told = ann.get("/v1/accounts/me/export/").expect(200).json();
        assert_eq!((&told["app_data"], &told["pin"]), (&Value::Null, &Value::Null));
        assert_eq!((&told["codes"], &told["lockouts"]), (&json!([]), &json!([])));
    }
}
