//! One account, one session, whichever way it is spoken to: a client may move one call at a time.

use insta::assert_snapshot;
use serde_json::json;

use super::{code, seconds};
use crate::both_databases;
use crate::support::{PASSWORD, Server};

both_databases! {
    fn a_native_session_works_on_every_call_of_a_contract(server: Server) {
        let ann = server.owner("ann@example.com");
        assert_snapshot!(ann.get("/api/me/"), @r#"200 {"id":1,"username":"ann@example.com","email":"ann@example.com"}"#);
        ann.patch("/api/me/", json!({ "username": "Ann" })).expect(200);
        assert_eq!(ann.get("/v1/accounts/me").json()["username"], "Ann");
        let tokens = ann.refresh(&ann.refresh_token).expect(200);
        ann.with(&tokens).get("/v1/accounts/me").expect(200);
        ann.post("/api/logout/", json!({ "refresh_token": tokens.text_of("refresh_token") })).expect(200);
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
    }

    fn a_contract_s_session_works_on_every_native_call(server: Server) {
        let ann = server.member("ann@example.com");
        let shown = ann.get("/v1/accounts/me").expect(200);
        assert_eq!(shown.json()["email"], "ann@example.com");
        ann.patch("/v1/accounts/me", json!({ "first_name": "Ann" })).expect(200);
        assert_eq!(ann.get("/v1/sessions/current").json()["is_current"], true);
        let tokens = ann.renew(&ann.refresh_token).expect(200);
        let renewed = ann.bearing(&format!("Bearer {}", tokens.text_of("access_token")));
        renewed.get("/api/me/").expect(200);
        // Each side's tokens go on at the other's.
        let tokens = ann.refresh(&tokens.text_of("refresh_token")).expect(200);
        ann.renew(&tokens.text_of("refresh_token")).expect(200);
        renewed.put("/v1/accounts/me/password", json!({ "password": "another quiet evening" })).expect(204);
        ann.login("ann@example.com", "another quiet evening").expect(200);
        renewed.delete("/v1/sessions/current").expect(204);
        renewed.get("/api/me/").expect(401);
    }

    fn a_session_keeps_its_own_lifetime_wherever_it_is_renewed(server: Server) {
        let day = 24 * 3600;
        let native = server.owner("ann@example.com");
        let contract = server.member("ben@example.com");
        for (client, token, days) in
            [(&*native, &native.refresh_token, 30), (&*contract, &contract.refresh_token, 1)]
        {
            let elsewhere = client.refresh(token).expect(200);
            let renewed = client.renew(&elsewhere.text_of("refresh_token")).expect(200);
            let apart = seconds(&renewed.text_of("refresh_expires_at"))
                - seconds(&renewed.text_of("access_expires_at"));
            assert!((apart - (days * day - 50 * 60)).abs() <= 1, "{renewed}");
            let current = client
                .bearing(&format!("Bearer {}", renewed.text_of("access_token")))
                .get("/v1/sessions/current");
            let apart = seconds(&current.text_of("expires_at")) - seconds(&current.text_of("renewed_at"));
            assert_eq!(apart, days * day, "{current}");
        }
    }

    with [("PARLOR_TOKENS__NATIVE_REFRESH_TTL", "60d"), ("PARLOR_TOKENS__REFRESH_TTL", "2s")]
    fn the_two_lifetimes_are_set_apart(server: Server) {
        let native = server.owner("ann@example.com");
        let contract = server.member("ben@example.com");
        std::thread::sleep(std::time::Duration::from_millis(2100));
        assert_eq!(code(contract.renew(&contract.refresh_token)), "401 session_expired");
        assert_eq!(code(contract.get("/v1/accounts/me")), "401 bad_credential");
        native.renew(&native.refresh_token).expect(200);
        let apart = seconds(&native.get("/v1/sessions/current").text_of("expires_at"))
            - seconds(&native.get("/v1/sessions/current").text_of("renewed_at"));
        assert_eq!(apart, 60 * 24 * 3600);
    }

    fn an_account_signs_in_the_other_way_too(server: Server) {
        let anyone = server.anonymous();
        anyone
            .post(
                "/v1/accounts",
                json!({ "email": "ann@example.com", "username": "ann", "password": PASSWORD }),
            )
            .expect(201);
        anyone.login("ann@example.com", PASSWORD).expect(200);
        anyone.login("ann", PASSWORD).expect(200);
        anyone.register("ben@example.com", "password").expect(201);
        anyone.sign_in("ben@example.com", "password").expect(201);
        assert_eq!(
            code(anyone.post("/v1/accounts", json!({ "email": "ben@example.com", "password": PASSWORD }))),
            "409 email_taken"
        );
        assert_snapshot!(anyone.register("ann@example.com", "password"), @r#"400 {"email":["A user with that email already exists."]}"#);
    }

    with [("PARLOR_CONTRACTS", "none")]
    fn the_native_api_needs_no_contract(server: Server) {
        let ann = server.owner("ann@example.com");
        ann.get("/v1/accounts/me").expect(200);
        ann.get("/api/me/").expect(404);
        ann.renew(&ann.refresh_token).expect(200);
    }
}
