//! Nothing that a client can send is a fault of the server.

use serde_json::{Map, Value, json};

use super::CALLS as ALL;
use crate::both_databases;
use crate::support::{Client, Exchange, PASSWORD, Reply, Server};

/// All but the one that ends the account; its only field is one of another call too.
fn calls() -> impl Iterator<Item = (&'static str, &'static str, &'static [&'static str])> {
    let calls = ALL.into_iter().filter(|(method, ..)| *method != "DELETE");
    calls.map(|(method, path, fields, _)| (method, path, fields))
}

both_databases! {
    fn no_text_in_any_field_is_a_fault_of_the_server(server: Server) {
        let ann = server.owner("ann@example.com");
        let texts = [
            "\u{0}",
            "a\u{0}b",
            "\u{0}\u{0}@example.com",
            "\u{1b}[31m",
            "\u{feff}",
            "\u{ffff}",
            "\u{10ffff}",
            "\u{202e}abc",
            "%00",
            "%s%n",
            "${jndi:ldap://x}",
            "'; DROP TABLE accounts; --",
            "../../etc/passwd",
            "<script>",
            "\u{1e9e}@\u{1e9e}.example",
            "a@xn--\u{0}.com",
            "a@xn--zzzzzzzz.com",
            "\u{fdfa}@\u{fdfa}.com",
            "\r\n\r\nHTTP/1.1 200",
        ];
        let long =
            ["x".repeat(10_000), "\u{fdfa}".repeat(3_000), "a\u{300}".repeat(5_000), "\u{0}".repeat(10_000)];
        for text in texts.into_iter().chain(long.iter().map(String::as_str)) {
            for (method, path, fields) in calls() {
                for field in fields {
                    let mut body = good(fields);
                    body.insert((*field).to_owned(), text.into());
                    fine(ann.request(method, path).json(&body).reply());
                    body.retain(|_, value| value.is_string());
                    fine(ann.request(method, path).form(&body).reply());
                }
            }
        }
        still_well(&server);
    }

    fn no_kind_of_value_in_any_field_is_a_fault_of_the_server(server: Server) {
        let ann = server.owner("ann@example.com");
        let values = [
            "null",
            "true",
            "[]",
            "{}",
            "[null]",
            "{\"\":\"\"}",
            "0",
            "-0.0",
            "1e308",
            "1e400",
            "123456789012345678901234567890",
            "18446744073709551616",
            "-9223372036854775809",
            "0.1e-999",
            r#""\ud800""#,
            r#""\udc00\ud800""#,
            r#""\u0000""#,
            r#""\uffff""#,
            r#"{"\u0000":"\u0000"}"#,
            "[[[[[[[[]]]]]]]]",
            "\"\\x\"",
            "\"\u{0}\"",
            "\"\t\"",
            r#"{"$serde_json::private::RawValue":"{"}"#,
            r#"{"$serde_json::private::Number":"x"}"#,
        ];
        for value in values {
            for (method, path, fields) in calls() {
                for field in fields {
                    let mut others = good(fields);
                    others.remove(*field);
                    let others = Value::Object(others).to_string();
                    let comma = if others == "{}" { "" } else { "," };
                    let body = format!("{{\"{field}\":{value}{comma}{}", &others[1..]);
                    fine(
                        ann.request(method, path)
                            .header("content-type", "application/json")
                            .body(body)
                            .reply(),
                    );
                    // What was taken can be shown.
                    fine(ann.get("/v1/accounts/me"));
                }
            }
        }
        still_well(&server);
    }

    fn no_body_and_no_header_is_a_fault_of_the_server(server: Server) {
        let ann = server.owner("ann@example.com");
        let kinds = [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "multipart/form-data",
            "\u{ff}",
        ];
        let bodies: [&[u8]; 8] = [
            b"\xff\xfe",
            b"{\"login\":\"\xff\xfe\",\"password\":\"\xc3\x28password\"}",
            b"\xef\xbb\xbf{}",
            b"email=%ff%fe&password=%ff%fe%ff%fe%ff%fe%ff%fe&username=%ff&login=%ff&refresh_token=%ff&public_data=%ff",
            b"login=%&password=%zz&=&&==&%=%",
            b"--b--\r\n",
            b"--b\r\ncontent-disposition: form-data; name=\"login\"\r\n\r\n\xff\xfe\r\n--b--\r\n",
            b"--b\r\ncontent-disposition: form-data; name=\"\xff\"\r\ncontent-type: \xff\r\n\r\nx\r\n--b--\r\n",
        ];
        for (method, path, _) in calls() {
            for kind in kinds {
                for body in bodies {
                    let kind = reqwest::header::HeaderValue::from_bytes(kind.as_bytes()).unwrap();
                    let request = ann.request(method, path).header("content-type", kind);
                    fine(
                        request
                            .header("if-match", "\"")
                            .header("user-agent", "\t")
                            .body(body.to_vec())
                            .reply(),
                    );
                }
            }
        }
        still_well(&server);
    }
}

/// Values that every call reads without complaint about their form.
fn good(fields: &[&str]) -> Map<String, Value> {
    let all = json!({
        "email": "ben@example.com", "username": "Ann", "password": PASSWORD, "current_password": PASSWORD,
        "first_name": "Ann", "last_name": "Miller", "public_data": {}, "private_data": [], "login": "nobody",
        "device_token": "x", "refresh_token": "x",
    });
    fields.iter().map(|field| ((*field).to_owned(), all[*field].clone())).collect()
}

/// A complaint about the request, or none; as JSON, if there is anything.
#[track_caller]
fn fine(reply: Reply) {
    assert!(reply.status < 500, "{reply}");
    assert!(reply.status == 204 || reply.json().is_object(), "{reply}");
}

fn still_well(server: &Server) {
    let anyone: Client = server.anonymous();
    anyone.get("/readyz").expect(200);
    server.owner("zoe@example.com").get("/v1/accounts/me").expect(200);
}
