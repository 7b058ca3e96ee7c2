//! POST `/v1/accounts/me/deactivate`

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{PASSWORD, Server};
use crate::v1::{code, problem};

both_databases! {
    fn whoever_switches_off_the_account_is_out_and_stays_out(server: Server) {
        let ann = server.owner("ann@example.com");
        ann.patch("/v1/accounts/me", json!({ "first_name": "Ann", "private_data": [1] })).expect(200);
        let shown = ann.get("/v1/accounts/me").text;
        assert_snapshot!(ann.post("/v1/accounts/me/deactivate", json!({})), @"204 ");
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(ann.post("/v1/accounts/me/deactivate", json!({}))), "401 bad_credential");
        // Like a wrong password, and so do the contracts.
        assert_snapshot!(
            problem(ann.sign_in(&ann.email, PASSWORD)),
            @r#"401 {"title":"Unauthorized","status":401,"code":"invalid_login","detail":"There is no such account, or this is not its password.","request_id":"…"}"#
        );
        ann.login(&ann.email, PASSWORD).expect(401);
        // The name stays taken.
        let body = json!({ "email": ann.email, "password": PASSWORD });
        assert_eq!(code(ann.post("/v1/accounts", body)), "409 email_taken");

        let on = server.cli(&["account", "activate", "--email", &ann.email], "");
        assert_eq!(on.status, 0, "{on:?}");
        let again = ann.again();
        assert_eq!(again.get("/v1/accounts/me").expect(200).text, shown);
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(ann.renew(&ann.refresh_token)), "401 invalid_refresh_token");
    }

    fn no_body_is_read(server: Server) {
        let ann = server.owner("ann@example.com");
        let ben = server.owner("ben@example.com");
        let body = json!({ "id": ben.id, "account_id": ben.id, "email": ben.email });
        ann.post("/v1/accounts/me/deactivate/", body).expect(204);
        ben.get("/v1/accounts/me").expect(200);
        ann.get("/v1/accounts/me").expect(401);
    }
}
