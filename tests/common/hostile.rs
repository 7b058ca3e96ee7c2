//! Nothing that a client can send is a fault of the server.

use serde_json::{Map, Value, json};

use super::CALLS;
use crate::both_databases;
use crate::support::{Client, Exchange, Reply, Server};

both_databases! {
    fn no_text_in_any_field_is_a_fault_of_the_server(server: Server) {
        let ann = server.member("ann@example.com");
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
            "{{7*7}}",
            "\u{1e9e}@\u{1e9e}.example",
            "a@xn--\u{0}.com",
            "a@xn--zzzzzzzz.com",
            "\u{fdfa}@\u{fdfa}.com",
            "\r\n\r\nHTTP/1.1 200",
        ];
        let long = [
            "x".repeat(10_000),
            "\u{fdfa}".repeat(3_000),
            "@".repeat(10_000),
            "a\u{300}".repeat(5_000),
            "\u{0}".repeat(10_000),
        ];
        for text in texts.into_iter().chain(long.iter().map(String::as_str)) {
            for (method, path, fields) in CALLS {
                for field in fields {
                    let mut body = good(fields);
                    body.insert((*field).to_owned(), text.into());
                    fine(ann.request(method, path).json(&body).reply());
                    body.retain(|_, value| value.is_string());
                    fine(ann.request(method, path).form(&body).reply());
                }
            }
        }
        still_well(&ann);
    }

    fn no_kind_of_value_in_any_field_is_a_fault_of_the_server(server: Server) {
        let ann = server.member("ann@example.com");
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
            r#""a\ud800@example.com""#,
            r#""\uffff""#,
            "[[[[[[[[]]]]]]]]",
            "\"\\x\"",
            "\"\u{0}\"",
            "\"\t\"",
        ];
        for value in values {
            for (method, path, fields) in CALLS {
                for field in fields {
                    let mut others = good(fields);
                    others.remove(*field);
                    let others = Value::Object(others).to_string();
                    let comma = if others == "{}" { "" } else { "," };
                    let body = format!("{{\"{field}\":{value}{comma}{}", &others[1..]);
                    let request = ann.request(method, path).header("content-type", "application/json");
                    fine(request.body(body).reply());
                }
            }
        }
        still_well(&ann);
    }

    fn no_body_is_a_fault_of_the_server(server: Server) {
        let ann = server.member("ann@example.com");
        let kinds = [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "multipart/form-data",
            "\u{ff}",
        ];
        let bodies: [&[u8]; 17] = [
                        b"\xff\xfe",
                        b"{\"email\":\"\xff\xfe\",\"password\":\"\xc3\x28password\"}",
                        b"{\"\xc0\x80\":1}",
                        b"\x00",
                        b"\xef\xbb\xbf{}",
                        b"{\x00",
                        b"email=%ff%fe&password=%ff%fe%ff%fe%ff%fe%ff%fe&username=%ff&refresh_token=%ff",
                        b"email=%&password=%zz&=&&==&%=%",
                        b"email[]=a&email[a]=b",
                        b"--b",
                        b"--b--\r\n",
                        b"--b\r\n\r\nx\r\n--b--\r\n",
                        b"--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--\r\n",
                        b"--b\r\ncontent-disposition: form-data; name=\"email\"\r\n\r\nno end",
                        b"--b\r\ncontent-disposition: form-data; name=\"email\"\r\n\r\n\xff\xfe\r\n--b--\r\n",
                        b"--b\r\ncontent-disposition: form-data; name=\"\xff\"\r\ncontent-type: \xff\r\n\r\nx\r\n--b--\r\n",
                        b"--b\r\ncontent-disposition: attachment; name=email; name=email\r\ncontent-length: -1\r\n\r\nx\r\n--b--\r\n",
                    ];
        for body in bodies {
            for (method, path, _) in CALLS {
                for kind in kinds {
                    let kind = reqwest::header::HeaderValue::from_bytes(kind.as_bytes()).unwrap();
                    fine(ann.request(method, path).header("content-type", kind).body(body.to_vec()).reply());
                }
            }
        }
        still_well(&ann);
    }

    fn no_bytes_at_all_are_a_fault_of_the_server(server: Server) {
        let ann = server.member("ann@example.com");
        let requests: [&[u8]; 14] = [
                        b"\r\n\r\n",
                        b"nonsense\r\n\r\n",
                        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                        b"GET / HTTP/9.9\r\n\r\n",
                        b"GET /api/me/\x00 HTTP/1.1\r\nhost: x\r\n\r\n",
                        b"GET /api/\xff\xfe/ HTTP/1.1\r\nhost: x\r\n\r\n",
                        b"GET /api/me/ HTTP/1.1\r\nauthorization: Bearer \x00\r\n\r\n",
                        b"POST /api/login/ HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n{}",
                        b"POST /api/login/ HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999999\r\n\r\n{}",
                        b"POST /api/login/ HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} ",
                        b"POST /api/login/ HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}",
                        b"POST /api/login/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n",
                        b"POST /api/login/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"email\":",
                        b"POST /api/login/ HTTP/1.0\r\ncontent-type: application/json\r\n\r\n{}",
                    ];
        for request in requests {
            let answer = server.raw(request);
            assert!(!answer.contains("HTTP/1.1 5"), "{:?}: {answer}", String::from_utf8_lossy(request));
        }
        still_well(&ann);
    }
}

/// Values that every call reads without complaint about their form.
fn good(fields: &[&str]) -> Map<String, Value> {
    let all = json!({ "email": "ben@example.com", "password": "password", "username": "Ann", "refresh_token": "x" });
    fields.iter().map(|field| ((*field).to_owned(), all[*field].clone())).collect()
}

/// A complaint about the request, or none; as JSON in either case.
#[track_caller]
fn fine(reply: Reply) {
    assert!(reply.status < 500, "{reply}");
    assert!(reply.json().is_object(), "{reply}");
}

fn still_well(client: &Client) {
    client.get("/readyz").expect(200);
    client.get("/api/me/").expect(200);
}
