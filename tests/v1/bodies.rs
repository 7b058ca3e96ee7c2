//! How bodies are read, and what is said of one that cannot be.

use insta::assert_snapshot;
use serde_json::json;

use super::{CALLS, code, problem};
use crate::both_databases;
use crate::support::{Client, Exchange, PASSWORD, Reply, Server};

both_databases! {
    fn broken_json_is_told_where_it_breaks(server: Server) {
        let ann = server.owner("ann@example.com");
        for (method, path, ..) in CALLS {
            for broken in [
                "{",
                "{\"email\": }",
                "{\"a\": 1,}",
                "nonsense",
                "{'a': 1}",
                "{\"a\": NaN}",
                "{} {}",
                "\u{feff}",
            ] {
                let reply =
                    problem(send(&ann, method, path, "application/json", broken.as_bytes()).expect(400));
                assert_eq!(reply.text_of("code"), "broken_body");
                let detail = reply.text_of("detail");
                assert!(
                    detail.starts_with("JSON parse error - ") && detail.contains("line 1 column"),
                    "{detail}"
                );
            }
        }
        ann.get("/v1/accounts/me").expect(200);
    }

    fn a_body_has_to_be_an_object(server: Server) {
        let ann = server.owner("ann@example.com");
        for (method, path, ..) in CALLS {
            let told = |body: &str| problem(send(&ann, method, path, "application/json", body.as_bytes()));
            assert_snapshot!(told("[1]"), @r#"400 {"title":"Bad Request","status":400,"code":"not_an_object","detail":"An object is expected, but this is a list.","request_id":"…"}"#);
            for other in ["null", "true", "12", "\"text\"", "[[[]]]"] {
                assert_eq!(told(other).text_of("code"), "not_an_object");
            }
        }
        ann.get("/v1/accounts/me").expect(200);
    }

    fn other_kinds_of_body_are_refused_by_their_name(server: Server) {
        let ann = server.owner("ann@example.com");
        for (method, path, ..) in CALLS {
            let told = |kind: &str| problem(send(&ann, method, path, kind, b"{}"));
            assert_snapshot!(told("text/plain"), @r#"415 {"title":"Unsupported Media Type","status":415,"code":"unsupported_media_type","detail":"Bodies of the type \"text/plain\" are not read here.","request_id":"…"}"#);
            for other in ["application/xml", "application/jsonx", "text/json", "", "nonsense", "*/*"] {
                assert_eq!(told(other).text_of("code"), "unsupported_media_type", "{other}");
            }
        }
        ann.get("/v1/accounts/me").expect(200);
    }

    fn s73_a_body_that_is_too_large_is_refused_at_every_native_address(server: Server) {
        let ann = server.owner("ann@example.com");
        for (method, path, ..) in CALLS {
            for kind in
                ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
            {
                let reply = send(&ann, method, path, kind, &vec![b' '; 1 << 20]);
                // It might come with a file, and is not read where there is no conversation.
                if path.ends_with("/messages") && kind.starts_with("multipart") {
                    assert_eq!(code(reply), "404 not_found");
                    continue;
                }
                let reply = problem(reply);
                assert_snapshot!(reply, @r#"413 {"title":"Payload Too Large","status":413,"code":"body_too_large","detail":"The body is too large.","request_id":"…"}"#);
            }
        }
        ann.get("/v1/accounts/me").expect(200);
    }

    fn s2_a_body_of_a_megabyte_is_no_try_of_a_password(server: Server) {
        let ann = server.owner("ann@example.com");
        for _ in 0..6 {
            assert_eq!(code(ann.sign_in(&ann.email, &"x".repeat(1 << 20))), "413 body_too_large");
        }
        ann.sign_in(&ann.email, PASSWORD).expect(201);
    }

    fn fields_that_nobody_knows_are_passed_over(server: Server) {
        let anyone = server.anonymous();
        let unknown = json!({ "": 1, "constructor": {}, "__proto__": { "is_admin": true }, "Password": "x", "password ": "x" });
        let with = |mut body: serde_json::Value| {
            body.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
            body
        };
        anyone
            .post("/v1/accounts", with(json!({ "email": "ann@example.com", "password": PASSWORD })))
            .expect(201);
        let tokens = anyone
            .post("/v1/sessions", with(json!({ "login": "ann@example.com", "password": PASSWORD })))
            .expect(201);
        let ann = anyone.bearing(&format!("Bearer {}", tokens.text_of("access_token")));
        ann.patch("/v1/accounts/me", with(json!({ "first_name": "Ann" }))).expect(200);
        let tokens =
            ann.post("/v1/sessions/current/step-up", with(json!({ "password": PASSWORD }))).expect(200);
        anyone
            .post("/v1/sessions/refresh", with(json!({ "refresh_token": tokens.text_of("refresh_token") })))
            .expect(200);
        ann.put("/v1/accounts/me/password", with(json!({ "password": "another quiet evening" }))).expect(204);
        ann.request("DELETE", "/v1/accounts/me").json(&unknown).reply().expect(204);
    }

    fn of_a_field_that_is_there_twice_the_last_one_counts(server: Server) {
        let ann = server.owner("ann@example.com");
        let twice =
            br#"{"login":"x","login":"ann@example.com","password":1,"password":"correct horse battery"}"#;
        send(&ann, "POST", "/v1/sessions", "application/json", twice).expect(201);
        let twice = b"login=x&login=ann%40example.com&password=x&password=correct+horse+battery";
        send(&ann, "POST", "/v1/sessions", "application/x-www-form-urlencoded", twice).expect(201);
    }
}

fn send(client: &Client, method: &str, path: &str, kind: &str, body: &[u8]) -> Reply {
    client.request(method, path).header("content-type", kind).body(body.to_vec()).reply()
}
