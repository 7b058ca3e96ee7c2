//! How bodies are read, and what is said of one that cannot be.

use insta::assert_snapshot;
use serde_json::json;

use super::CALLS;
use crate::both_databases;
use crate::support::{Client, Exchange, Reply, Server};

both_databases! {
    fn broken_json_is_told_where_it_breaks(server: Server) {
        let ann = server.member("ann@example.com");
        for (method, path, _) in CALLS {
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
                let reply = send(&ann, method, path, "application/json", broken.as_bytes()).expect(400);
                let detail = reply.text_of("detail");
                assert!(
                    detail.starts_with("JSON parse error - ") && detail.contains("line 1 column"),
                    "{detail}"
                );
                assert_eq!(reply.json().as_object().unwrap().len(), 1, "{reply}");
            }
        }
    }

    fn a_body_has_to_be_an_object(server: Server) {
        let ann = server.member("ann@example.com");
        for (method, path, _) in CALLS {
            let told = |body: &str| send(&ann, method, path, "application/json", body.as_bytes());
            assert_snapshot!(told("[1]"), @r#"400 {"non_field_errors":["Invalid data. Expected a dictionary, but got list."]}"#);
            assert_snapshot!(told("\"text\""), @r#"400 {"non_field_errors":["Invalid data. Expected a dictionary, but got str."]}"#);
            for other in ["null", "true", "12", "[[[]]]"] {
                told(other).expect(400);
            }
        }
    }

    fn other_kinds_of_body_are_refused_by_their_name(server: Server) {
        let ann = server.member("ann@example.com");
        for (method, path, _) in CALLS {
            let told = |kind: &str| send(&ann, method, path, kind, br#"{"email":"a@b.co"}"#);
            assert_snapshot!(told("text/plain"), @r#"415 {"detail":"Unsupported media type \"text/plain\" in request."}"#);
            assert_snapshot!(told("application/xml"), @r#"415 {"detail":"Unsupported media type \"application/xml\" in request."}"#);
            for other in ["application/jsonx", "text/json", "", "nonsense", "*/*"] {
                told(other).expect(415);
            }
        }
        let (method, path, _) = CALLS[0];
        ann.request(method, path).body("x").reply().expect(415);
    }

    fn the_kind_of_a_body_is_read_whatever_its_case_and_parameters(server: Server) {
        let body = json!({ "email": "ann@example.com", "password": "password" }).to_string();
        server.anonymous().register("ann@example.com", "password").expect(201);
        for kind in ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=UTF-8"]
        {
            send(&server.anonymous(), "POST", "/api/login/", kind, body.as_bytes()).expect(200);
        }
        let form = b"email=ann%40example.com&password=password";
        for kind in ["application/x-www-form-urlencoded; charset=utf-8", "Application/X-WWW-Form-Urlencoded"]
        {
            send(&server.anonymous(), "POST", "/api/login/", kind, form).expect(200);
        }
    }

    fn no_body_is_a_body_without_fields_whatever_kind_it_is_said_to_be(server: Server) {
        let anyone = server.anonymous();
        for kind in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
            assert_snapshot!(
                send(&anyone, "POST", "/api/refresh/", kind, b""),
                @r#"400 {"error":"Refresh token is required"}"#
            );
        }
    }

    fn of_a_field_that_is_there_twice_the_last_one_counts(server: Server) {
        let anyone = server.anonymous();
        anyone.register("ann@example.com", "password").expect(201);
        let twice = br#"{"email":"x","email":"ann@example.com","password":1,"password":"password"}"#;
        send(&anyone, "POST", "/api/login/", "application/json", twice).expect(200);
        let twice = b"email=x&email=ann%40example.com&password=x&password=password";
        send(&anyone, "POST", "/api/login/", "application/x-www-form-urlencoded", twice).expect(200);
    }

    fn a_body_in_chunks_is_read_like_any_other(server: Server) {
        server.anonymous().register("ann@example.com", "password").expect(201);
        let answer = server.raw(
                        b"POST /api/login/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
                          transfer-encoding: chunked\r\n\r\n1b\r\n{\"email\":\"ann@example.com\",\r\n\
                          16\r\n\"password\":\"password\"}\r\n0\r\n\r\n",
                    );
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("access_token"), "{answer}");
    }

    fn a_file_where_a_text_is_wanted_is_no_text(server: Server) {
        let file = reqwest::blocking::multipart::Part::text("ann@example.com").file_name("email.txt");
        let form = reqwest::blocking::multipart::Form::new().part("email", file).text("password", "password");
        assert_snapshot!(
            server.anonymous().request("POST", "/api/register/").multipart(form).reply(),
            @r#"400 {"email":["Not a valid string."]}"#
        );
    }
}

fn send(client: &Client, method: &str, path: &str, kind: &str, body: &[u8]) -> Reply {
    client.request(method, path).header("content-type", kind).body(body.to_vec()).reply()
}
