//! PATCH `/v1/accounts/me`: the names

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Exchange, Owner, PASSWORD, Server};
use crate::v1::{code, problem, wrong};

both_databases! {
    fn what_is_sent_changes_and_the_rest_stays(server: Server) {
        let ann = server.owner("ann@example.com");
        assert_snapshot!(
            ann.patch("/v1/accounts/me", json!({ "username": "ann", "first_name": " Ann " })).hiding(&["created_at"]),
            @r#"200 {"id":1,"email":"ann@example.com","email_verified":false,"username":"ann","first_name":"Ann","last_name":null,"is_admin":false,"created_at":"…","avatar":null,"public_data":null,"private_data":null}"#
        );
        assert_snapshot!(
            ann.patch("/v1/accounts/me", json!({ "last_name": "Müller" })).hiding(&["created_at"]),
            @r#"200 {"id":1,"email":"ann@example.com","email_verified":false,"username":"ann","first_name":"Ann","last_name":"Müller","is_admin":false,"created_at":"…","avatar":null,"public_data":null,"private_data":null}"#
        );
        let shown = ann.get("/v1/accounts/me").text;
        for nothing in [json!({}), json!({ "something": "else" }), json!({ "username": "ann" })] {
            assert_eq!(ann.patch("/v1/accounts/me", nothing).expect(200).text, shown);
        }
        assert_eq!(ann.request("PATCH", "/v1/accounts/me").reply().expect(200).text, shown);
        ann.sign_in("ANN", PASSWORD).expect(201);
        ann.sign_in("ann@example.com", PASSWORD).expect(201);
    }

    fn null_and_blank_take_a_name_away(server: Server) {
        let ann = server.owner("ann@example.com");
        for nothing in [json!(null), json!(""), json!(" \t")] {
            ann.patch("/v1/accounts/me", json!({ "first_name": "Ann", "last_name": "M", "username": "ann" }))
                .expect(200);
            let body = json!({ "first_name": nothing, "last_name": nothing, "username": nothing });
            let now = ann.patch("/v1/accounts/me", body).expect(200).json();
            for field in ["first_name", "last_name", "username"] {
                assert_eq!(now[field], Value::Null, "{now}");
            }
        }
        assert_eq!(code(ann.sign_in("ann", PASSWORD)), "401 invalid_login");
        ann.sign_in("ann@example.com", PASSWORD).expect(201);
        // Somebody else may have it now.
        server
            .anonymous()
            .post("/v1/accounts", json!({ "username": "ann", "password": PASSWORD }))
            .expect(201);
    }

    fn the_only_name_that_signs_in_is_not_taken_away(server: Server) {
        let anyone = server.anonymous();
        anyone.post("/v1/accounts", json!({ "username": "ann", "password": PASSWORD })).expect(201);
        let ann =
            anyone.bearing(&format!("Bearer {}", anyone.sign_in("ann", PASSWORD).text_of("access_token")));
        for nothing in [json!(null), json!("")] {
            assert_snapshot!(problem(ann.patch("/v1/accounts/me", json!({ "username": nothing }))), @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"username":[{"code":"null","message":"This field may not be null."}]},"request_id":"…"}"#);
        }
        anyone.sign_in("ann", PASSWORD).expect(201);
    }

    fn everything_that_is_wrong_is_told_at_once_and_nothing_changes(server: Server) {
        let ann = server.owner("ann@example.com");
        server.owner("ben@example.com").patch("/v1/accounts/me", json!({ "username": "ben" })).expect(200);
        let told = |body| wrong(ann.patch("/v1/accounts/me", body));
        assert_eq!(
            told(json!({ "username": "a/b", "first_name": "a\nb", "last_name": [] })),
            "username: invalid, first_name: invalid, last_name: not_a_string"
        );
        assert_eq!(
            told(json!({ "username": "BEN", "first_name": "é".repeat(151), "last_name": "Miller" })),
            "username: taken, first_name: too_long"
        );
        assert_eq!(told(json!({ "username": "ben@example.com", "first_name": "Ann" })), "username: invalid");
        assert_eq!(told(json!({ "username": "é".repeat(151) })), "username: too_long");
        assert_eq!(
            told(
                json!({ "username": true, "first_name": {}, "last_name": false, "private_data": "x".repeat(16_383) })
            ),
            "username: not_a_string, first_name: not_a_string, last_name: not_a_string, private_data: too_large"
        );
        assert_eq!(ann.get("/v1/accounts/me").header("etag"), "\"1\"");
        assert_eq!(ann.get("/v1/accounts/me").json()["first_name"], Value::Null);
    }

    fn a_username_of_somebody_else_is_refused_whatever_its_spelling(server: Server) {
        let ann = server.owner("ann@example.com");
        server
            .owner("ben@example.com")
            .patch("/v1/accounts/me", json!({ "username": "Ben Straße" }))
            .expect(200);
        assert_snapshot!(
            problem(ann.patch("/v1/accounts/me", json!({ "username": "ben STRASSE", "first_name": "Ann" }))),
            @r#"409 {"title":"Conflict","status":409,"code":"username_taken","detail":"A user with that username already exists.","errors":{"username":[{"code":"taken","message":"A user with that username already exists."}]},"request_id":"…"}"#
        );
        assert_eq!(ann.get("/v1/accounts/me").json()["first_name"], Value::Null);
        // One's own may be spelled anew, and the email is as good a name as any.
        for username in ["Ann", "ANN", "岩田", "ann@EXAMPLE.com", "ann@example.com"] {
            ann.patch("/v1/accounts/me", json!({ "username": username })).expect(200);
        }
    }

    fn of_two_who_want_one_username_at_once_one_gets_it(server: Server) {
        let owners: Vec<Owner> =
            (0..8).map(|number| server.owner(&format!("{number}@example.com"))).collect();
        let replies = parlor_testkit::at_once(8, |number| {
            owners[number].patch("/v1/accounts/me", json!({ "username": "the one" }))
        });
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.into_iter().filter(|reply| reply.status != 200) {
            assert_eq!(code(reply), "409 username_taken");
        }
    }

    fn forms_do_as_well(server: Server) {
        let ann = server.owner("ann@example.com");
        let form = [("username", " Zoë + Co. "), ("first_name", "Zoë"), ("last_name", "")];
        let now = ann.request("PATCH", "/v1/accounts/me/").form(&form).reply().expect(200).json();
        assert_eq!(
            (&now["username"], &now["first_name"], &now["last_name"]),
            (&json!("Zoë + Co."), &json!("Zoë"), &json!(null))
        );
        let form =
            reqwest::blocking::multipart::Form::new().text("username", "ann").text("public_data", "{}");
        let now = ann.request("PATCH", "/v1/accounts/me").multipart(form).reply().expect(200).json();
        // What a form holds is text, whatever it looks like.
        assert_eq!((&now["username"], &now["public_data"]), (&json!("ann"), &json!("{}")));
    }

    fn s53_a_change_changes_nothing_that_is_not_one_s_own_to_change(server: Server) {
        let ann = server.owner("ann@example.com");
        let (before, shown) = (ann.get("/v1/accounts/me").text, show(&server));
        let body = json!({
            "id": 77, "is_admin": true, "is_staff": true, "is_active": false, "balance": 9, "score": 9,
            "email": "eve@example.com", "email_verified": true, "email_verified_at": "2020-01-01T00:00:00Z",
            "created_at": "2020-01-01T00:00:00Z", "state": "deactivated", "revision": 99, "password": "another password",
        });
        assert_eq!(ann.patch("/v1/accounts/me", body).expect(200).text, before);
        assert_eq!((ann.get("/v1/accounts/me").text, show(&server)), (before, shown));
        ann.sign_in("ann@example.com", PASSWORD).expect(201);
    }
}

fn show(server: &Server) -> String {
    server.cli(&["account", "show", "--email", "ann@example.com"], "").stdout
}
