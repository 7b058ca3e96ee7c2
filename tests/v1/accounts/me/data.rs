//! PATCH `/v1/accounts/me`: what an app keeps

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Exchange, Owner, Reply, Server};
use crate::v1::{code, problem, wrong};

/// The most bytes of a document, as JSON without white space.
const MOST: usize = 16 * 1024;

both_databases! {
    fn any_json_is_kept_as_it_is(server: Server) {
        let ann = server.owner("ann@example.com");
        for document in [
            "{}",
            "[]",
            "true",
            "false",
            "0",
            "-1",
            "\"\"",
            "\"text\"",
            "[null,[],{\"\":null}]",
            "9007199254740993",
            "-9007199254740993",
            "18446744073709551615",
            "-9223372036854775808",
            "1.5",
            "-0.0",
            "1e-7",
            "\"\\u0000\"",
            "\"\\\"\\\\\"",
            "\"漢字🦀\"",
            "{\"b\":1,\"a\":{\"é\":2},\"\":3}",
        ] {
            for field in ["public_data", "private_data"] {
                let now = put(&ann, field, document).expect(200);
                assert!(now.text.contains(&format!("\"{field}\":{document}")), "{document}: {now}");
                assert_eq!(ann.get("/v1/accounts/me").text, now.text);
            }
        }
    }

    fn white_space_does_not_count_and_is_not_kept(server: Server) {
        let ann = server.owner("ann@example.com");
        let spread = format!("[{}1 ,\n 2]", " ".repeat(2 * MOST));
        assert!(put(&ann, "public_data", &spread).expect(200).text.contains("\"public_data\":[1,2]"));
    }

    fn the_two_are_apart_and_each_is_replaced_as_a_whole(server: Server) {
        let ann = server.owner("ann@example.com");
        let both =
            json!({ "public_data": { "colour": "green", "size": 1 }, "private_data": { "tutorial": 3 } });
        assert_snapshot!(
            ann.patch("/v1/accounts/me", both).hiding(&["created_at"]),
            @r#"200 {"id":1,"email":"ann@example.com","email_verified":false,"username":"ann@example.com","first_name":null,"last_name":null,"is_admin":false,"created_at":"…","avatar":null,"public_data":{"colour":"green","size":1},"private_data":{"tutorial":3}}"#
        );
        let now = ann.patch("/v1/accounts/me", json!({ "public_data": { "colour": "blue" } })).json();
        assert_eq!(
            (&now["public_data"], &now["private_data"]),
            (&json!({ "colour": "blue" }), &json!({ "tutorial": 3 }))
        );
        let now = ann.patch("/v1/accounts/me", json!({ "public_data": null, "first_name": "Ann" })).json();
        assert_eq!((&now["public_data"], &now["private_data"]), (&Value::Null, &json!({ "tutorial": 3 })));
        let now = ann.patch("/v1/accounts/me", json!({ "private_data": null })).json();
        assert_eq!((&now["public_data"], &now["private_data"]), (&Value::Null, &Value::Null));
        assert_eq!(now["first_name"], "Ann");
    }

    fn sixteen_kibibytes_are_taken_and_not_one_byte_more(server: Server) {
        let ann = server.owner("ann@example.com");
        let text = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
        let both = json!({ "public_data": "x".repeat(MOST - 2), "private_data": "y".repeat(MOST - 2) });
        let now = ann.patch("/v1/accounts/me", both).expect(200);
        assert_eq!(now.json()["private_data"].as_str().unwrap().len(), MOST - 2);
        for field in ["public_data", "private_data"] {
            let told = put(&ann, field, &text(MOST + 1));
            assert!(told.text.contains("Ensure this value has no more than 16384 bytes as JSON."), "{told}");
            assert_eq!(wrong(told), format!("{field}: too_large"));
            put(&ann, field, &text(MOST)).expect(200);
        }
        // Bytes, not characters; and as they are kept, not as they were sent.
        let letters = format!("\"{}\"", "é".repeat((MOST - 2) / 2));
        put(&ann, "public_data", &letters).expect(200);
        assert_eq!(
            wrong(put(&ann, "public_data", &letters.replacen('é', "éx", 1))),
            "public_data: too_large"
        );
        put(&ann, "public_data", &format!("\"{}\"", "\\u0041".repeat(MOST / 2))).expect(200);
        assert_eq!(
            wrong(put(&ann, "public_data", &format!("\"{}\"", "\\u0001".repeat(MOST / 6 + 1)))),
            "public_data: too_large"
        );
        assert_eq!(ann.get("/v1/accounts/me").json()["public_data"], "A".repeat(MOST / 2));
    }

    fn s73_a_document_may_be_nested_deep_and_no_deeper(server: Server) {
        let ann = server.owner("ann@example.com");
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let now = put(&ann, "public_data", &nested(100)).expect(200);
            assert!(now.text.contains(&format!("\"public_data\":{}", nested(100))), "{now}");
            for depth in [200, 1_000, 5_000] {
                let told = problem(put(&ann, "public_data", &nested(depth)).expect(400));
                assert_eq!(told.text_of("code"), "broken_body");
            }
            ann.get("/v1/accounts/me").expect(200);
        }
    }

    fn numbers_that_json_cannot_say_are_no_json(server: Server) {
        let ann = server.owner("ann@example.com");
        for document in ["NaN", "Infinity", "1e400", "01", "+1", ".5", "0x1"] {
            assert_eq!(code(put(&ann, "public_data", document)), "400 broken_body", "{document}");
        }
    }
}

/// Sends a document just as it is written.
fn put(owner: &Owner, field: &str, document: &str) -> Reply {
    let request = owner.request("PATCH", "/v1/accounts/me").header("content-type", "application/json");
    request.body(format!("{{\"{field}\":{document}}}")).reply()
}
