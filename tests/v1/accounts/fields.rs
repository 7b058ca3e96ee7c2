//! What is said of the fields of a sign-up.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{PASSWORD, Server};
use crate::v1::{problem, wrong};

both_databases! {
    fn everything_that_is_wrong_is_told_at_once(server: Server) {
        let told = |body| problem(server.anonymous().post("/v1/accounts", body));
        assert_snapshot!(told(json!({})), @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"email":[{"code":"required","message":"This field is required."}]},"request_id":"…"}"#);
        assert_snapshot!(
            told(json!({ "email": "x", "username": "a/b", "password": "1234567", "first_name": "a\u{200b}", "last_name": 1.5 })),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"email":[{"code":"invalid","message":"Enter a valid email address."}],"username":[{"code":"invalid","message":"Enter a valid username. This value may contain only letters, numbers, spaces, and @/./+/-/_ characters."}],"first_name":[{"code":"invalid","message":"Enter a name without control or invisible characters."}],"password":[{"code":"too_short","message":"This password is too short. It must contain at least 8 characters."},{"code":"too_common","message":"This password is too common."},{"code":"entirely_numeric","message":"This password is entirely numeric."}]},"request_id":"…"}"#
        );
    }

    fn every_kind_of_wrong_value_has_its_code(server: Server) {
        let with = |field: &str, value: Value| {
            let mut body = json!({ "email": "ann@example.com", "username": "ann", "password": PASSWORD });
            body[field] = value;
            wrong(server.anonymous().post("/v1/accounts", body))
        };
        for field in ["email", "username", "password", "first_name", "last_name"] {
            for value in [json!([]), json!({}), json!(true), json!(["ann@example.com"])] {
                assert_eq!(with(field, value.clone()), format!("{field}: not_a_string"), "{value}");
            }
        }
        for field in ["email", "username"] {
            for blank in ["", " ", "\t\n"] {
                assert_eq!(with(field, json!(blank)), format!("{field}: blank"));
            }
        }
        assert_eq!(with("password", json!("")), "password: blank");
        assert_eq!(with("password", json!(null)), "password: null");
        assert_eq!(with("email", json!(7)), "email: invalid");
        assert_eq!(with("email", json!(format!("{}@example.com", "a".repeat(300)))), "email: too_long");
        assert_eq!(with("username", json!("é".repeat(151))), "username: too_long");
        assert_eq!(with("first_name", json!("é".repeat(151))), "first_name: too_long");
        assert_eq!(with("last_name", json!("a\u{0}b")), "last_name: invalid");
        assert_eq!(with("password", json!("é".repeat(1025))), "password: too_long");
    }

    fn null_is_as_good_as_nothing_but_one_name_there_must_be(server: Server) {
        let sign_up = |body| server.anonymous().post("/v1/accounts", body);
        assert_eq!(wrong(sign_up(json!({ "password": PASSWORD }))), "email: required");
        assert_eq!(
            wrong(sign_up(json!({ "email": null, "username": null, "password": PASSWORD }))),
            "email: required"
        );
        // What is wrong is told in place of what is missing.
        assert_eq!(wrong(sign_up(json!({ "username": "a@b", "password": PASSWORD }))), "username: invalid");
        let nulls = json!({ "email": "ann@example.com", "username": null, "first_name": null, "last_name": null, "password": PASSWORD });
        assert_eq!(sign_up(nulls).expect(201).json()["username"], "ann@example.com");
        let blanks = json!({ "username": "ben", "first_name": "", "last_name": " ", "password": PASSWORD });
        assert_eq!(sign_up(blanks).expect(201).json()["first_name"], json!(null));
    }

    fn a_name_that_is_taken_is_told_beside_what_else_is_wrong(server: Server) {
        let ann = json!({ "email": "ann@example.com", "username": "ann", "password": PASSWORD });
        server.anonymous().post("/v1/accounts", ann).expect(201);
        let again = json!({ "email": "ann@example.com", "username": "ANN", "password": "short" });
        assert_eq!(
            wrong(server.anonymous().post("/v1/accounts", again)),
            "email: taken, username: taken, password: too_short"
        );
    }

    fn the_longest_values_are_taken_whole(server: Server) {
        let (username, name, password) = ("é".repeat(150), "🦀".repeat(150), "pÄ岩🎈".repeat(256));
        let domain = format!("{}.example.com", ["d".repeat(60), "e".repeat(60), "f".repeat(50)].join("."));
        let email = format!("{}@{domain}", "l".repeat(60));
        let body = json!({ "email": email, "username": username, "first_name": name, "last_name": name, "password": password });
        let made = server.anonymous().post("/v1/accounts", body).expect(201);
        assert_eq!((made.text_of("email"), made.text_of("username")), (email.clone(), username.clone()));
        assert_eq!((made.text_of("first_name"), made.text_of("last_name")), (name.clone(), name));
        server.anonymous().sign_in(&username, &password).expect(201);
        server.anonymous().sign_in(&email, &password[..password.len() - 4]).expect(401);
    }

    fn a_number_stands_for_the_text_that_it_is_written_as(server: Server) {
        let body = json!({ "username": 1815, "password": 8471920375.5, "first_name": 7 });
        let made = server.anonymous().post("/v1/accounts", body).expect(201);
        assert_eq!((made.text_of("username"), made.text_of("first_name")), ("1815".into(), "7".into()));
        server.anonymous().sign_in("1815", "8471920375.5").expect(201);
    }
}
