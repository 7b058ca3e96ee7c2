//! POST `/v1/accounts`

mod control;
mod fields;
mod me;
mod names;
mod one;
mod passwords;
mod search;

use insta::assert_snapshot;
use serde_json::json;

use super::{code, is_instant, problem};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn whoever_signs_up_gets_the_account(server: Server) {
        let reply = server.anonymous().post(
            "/v1/accounts",
            json!({
                "email": "ann@example.com", "username": "ann", "password": PASSWORD,
                "first_name": "Ann", "last_name": "Miller",
            }),
        );
        assert!(is_instant(&reply.text_of("created_at")), "{reply}");
        assert_eq!(reply.header("content-type"), "application/json");
        assert_snapshot!(
            reply.hiding(&["created_at"]),
            @r#"201 {"id":1,"email":"ann@example.com","email_verified":false,"username":"ann","first_name":"Ann","last_name":"Miller","is_admin":false,"created_at":"…","avatar":null,"public_data":null,"private_data":null}"#
        );
    }

    fn an_email_alone_is_the_username_too(server: Server) {
        let reply = server
            .anonymous()
            .post("/v1/accounts", json!({ "email": "Ann@Example.com", "password": PASSWORD }));
        assert_snapshot!(
            reply.hiding(&["created_at"]),
            @r#"201 {"id":1,"email":"Ann@Example.com","email_verified":false,"username":"Ann@Example.com","first_name":null,"last_name":null,"is_admin":false,"created_at":"…","avatar":null,"public_data":null,"private_data":null}"#
        );
    }

    fn a_username_alone_will_do(server: Server) {
        let reply =
            server.anonymous().post("/v1/accounts", json!({ "username": "ann", "password": PASSWORD }));
        assert_snapshot!(
            reply.hiding(&["created_at"]),
            @r#"201 {"id":1,"email":null,"email_verified":false,"username":"ann","first_name":null,"last_name":null,"is_admin":false,"created_at":"…","avatar":null,"public_data":null,"private_data":null}"#
        );
        server.anonymous().sign_in("ann", PASSWORD).expect(201);
    }

    fn forms_do_as_well(server: Server) {
        let anyone = server.anonymous();
        let form = [("email", " ann@example.com "), ("username", "ann"), ("password", " pass word+ ")];
        anyone.request("POST", "/v1/accounts/").form(&form).reply().expect(201);
        anyone.sign_in("ann", " pass word+ ").expect(201);
        assert_eq!(code(anyone.sign_in("ann", "pass word+")), "401 invalid_login");
        let form = reqwest::blocking::multipart::Form::new().text("email", "ben@example.com");
        anyone.request("POST", "/v1/accounts").multipart(form.text("password", PASSWORD)).reply().expect(201);
        anyone.sign_in("ben@example.com", PASSWORD).expect(201);
    }

    fn a_name_that_is_taken_is_told_whatever_its_spelling(server: Server) {
        let anyone = server.anonymous();
        let sign_up = |email: &str, username: &str| {
            anyone.post("/v1/accounts", json!({ "email": email, "username": username, "password": PASSWORD }))
        };
        sign_up("ann@example.com", "Ann of Cleves").expect(201);
        assert_snapshot!(problem(sign_up("ann@example.com", "ben")), @r#"409 {"title":"Conflict","status":409,"code":"email_taken","detail":"A user with that email already exists.","errors":{"email":[{"code":"taken","message":"A user with that email already exists."}]},"request_id":"…"}"#);
        assert_snapshot!(problem(sign_up("ben@example.com", "Ann of Cleves")), @r#"409 {"title":"Conflict","status":409,"code":"username_taken","detail":"A user with that username already exists.","errors":{"username":[{"code":"taken","message":"A user with that username already exists."}]},"request_id":"…"}"#);
        for email in ["ANN@example.com", "ann@EXAMPLE.com", "ａnn@example.com"] {
            assert_eq!(code(sign_up(email, "ben")), "409 email_taken", "{email}");
        }
        for username in ["ANN OF CLEVES", "ann of cleves", "Ａnn of Cleves"] {
            assert_eq!(code(sign_up("ben@example.com", username)), "409 username_taken", "{username}");
        }
        // Nothing of it was kept.
        sign_up("ben@example.com", "ben").expect(201);
    }

    fn of_twenty_sign_ups_with_one_name_at_once_one_is_first(server: Server) {
        let anyone = server.anonymous();
        let replies = parlor_testkit::at_once(20, |number| {
            let email = format!("ann{number}@example.com");
            anyone.post("/v1/accounts", json!({ "email": email, "username": "ann", "password": PASSWORD }))
        });
        let (made, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 201);
        assert_eq!(made.len(), 1);
        for reply in refused {
            assert_eq!(code(reply), "409 username_taken");
        }
    }

    fn s53_a_sign_up_makes_nobody_more_than_a_newcomer(server: Server) {
        let anyone = server.anonymous();
        let reply = anyone.post("/v1/accounts", json!({
            "email": "eve@example.com", "password": PASSWORD, "id": 77, "is_admin": true, "is_staff": true,
            "is_active": false, "balance": 9, "score": 9, "email_verified": true,
            "email_verified_at": "2020-01-01T00:00:00Z", "created_at": "2020-01-01T00:00:00Z", "state": "pending",
            "revision": 9, "public_data": { "is_admin": true }, "private_data": 1,
        }));
        assert_snapshot!(
            reply.clone().hiding(&["created_at"]),
            @r#"201 {"id":1,"email":"eve@example.com","email_verified":false,"username":"eve@example.com","first_name":null,"last_name":null,"is_admin":false,"created_at":"…","avatar":null,"public_data":null,"private_data":null}"#
        );
        assert!(!reply.text_of("created_at").starts_with("2020"));
        anyone.sign_in("eve@example.com", PASSWORD).expect(201);
        let shown = server.cli(&["account", "show", "--email", "eve@example.com"], "").stdout;
        assert!(shown.contains("admin: no") && shown.contains("email verified: no"), "{shown}");
    }
}
