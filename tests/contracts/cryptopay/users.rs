//! `users/`, `users/<id>/`, `users/me/` and `users/set_password/`

use insta::assert_snapshot;
use serde_json::json;

use super::people::{AUTH, Person, obtain};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn people_see_and_change_themselves(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        let expected = r#"200 {"id":1,"email":"ann@example.com","first_name":"","last_name":""}"#;
        for path in ["users/me/", "users/1/", "users/me"] {
            assert_eq!(ann.get(&format!("{AUTH}/{path}")).to_string(), expected);
        }
        assert_snapshot!(
            ann.get(&format!("{AUTH}/users/")),
            @r#"200 [{"id":1,"email":"ann@example.com","first_name":"","last_name":""}]"#
        );
        for (method, name) in [("PATCH", "Ann"), ("PUT", "Anne"), ("POST", "Anna")] {
            for path in ["users/me/", "users/1/"] {
                let body = json!({ "first_name": name, "email": "other@example.com", "is_staff": true, "id": 9 });
                let reply = ann.request(method, &format!("{AUTH}/{path}")).json(&body).reply().expect(200);
                assert_eq!((reply.text_of("first_name").as_str(), reply.text_of("email").as_str()), (name, "ann@example.com"));
            }
        }
        let long = json!({ "first_name": "x".repeat(151), "last_name": [] });
        assert_snapshot!(
            ann.patch(&format!("{AUTH}/users/me/"), long),
            @r#"400 {"first_name":["Ensure this field has no more than 150 characters."],"last_name":["Not a valid string."]}"#
        );
    }

    fn s52_somebody_else_s_id_is_not_found(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        Person::sign_up(&server, "bob@example.com");
        for id in ["2", "99", "x"] {
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                let body = json!({ "first_name": "Mallory", "current_password": PASSWORD });
                let reply = ann.request(method, &format!("{AUTH}/users/{id}/")).json(&body).reply();
                assert_eq!(reply.to_string(), r#"404 {"detail":"Not found."}"#, "{method} {id}");
            }
        }
    }

    fn an_administrator_sees_all_in_parts(server: Server) {
        for name in ["ann", "bob", "cleo"] {
            server.member(&format!("{name}@example.com"));
        }
        let root = server.admin("root@example.com");
        let part = root.get(&format!("{AUTH}/users/?limit=2&offset=1")).expect(200);
        let emails: Vec<_> = part.json().as_array().unwrap().iter().map(|user| user["email"].clone()).collect();
        assert_eq!(emails, ["bob@example.com", "cleo@example.com"]);
        assert_snapshot!(
            part.header("link"),
            @r#"</api/v1/auth/users/?limit=2&offset=3>; rel="next", </api/v1/auth/users/?limit=2&offset=0>; rel="prev""#
        );
        assert_eq!(root.get(&format!("{AUTH}/users/2/")).text_of("email"), "bob@example.com");
        let changed = root.patch(&format!("{AUTH}/users/2/"), json!({ "last_name": "Barker" })).expect(200);
        assert_eq!(changed.text_of("last_name"), "Barker");
        assert_snapshot!(
            root.get(&format!("{AUTH}/users/?limit=no")),
            @r#"400 {"limit":["A valid integer is required."]}"#
        );
    }

    fn the_password_is_changed_with_the_present_one_and_other_sessions_end(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        let other = obtain(&server.anonymous(), "ann@example.com", PASSWORD).text_of("access");
        let other = server.anonymous().bearing(&format!("Bearer {other}"));
        let change = |new: &str, current: &str| {
            ann.call("users/set_password", json!({ "new_password": new, "current_password": current }))
        };
        assert_snapshot!(change("another quiet evening", "x"), @r#"400 {"current_password":["Invalid password."]}"#);
        assert_snapshot!(change("12345678", PASSWORD), @r#"400 {"new_password":["This password is too common.","This password is entirely numeric."]}"#);
        let twice = json!({
            "new_password": "another quiet evening", "re_new_password": "other", "current_password": PASSWORD,
        });
        assert_snapshot!(
            ann.call("users/set_password", twice),
            @r#"400 {"non_field_errors":["The two password fields didn't match."]}"#
        );
        change("another quiet evening", PASSWORD).expect(204);
        ann.get(&format!("{AUTH}/users/me/")).expect(200);
        other.get(&format!("{AUTH}/users/me/")).expect(401);
        obtain(&server.anonymous(), "ann@example.com", "another quiet evening").expect(200);
    }

    fn an_account_is_deleted_with_the_password(server: Server) {
        for (email, by_id) in [("ann@example.com", false), ("bob@example.com", true)] {
            let ann = Person::sign_up(&server, email);
            let id = ann.get(&format!("{AUTH}/users/me/")).json()["id"].to_string();
            let path = if by_id { id } else { "me".to_owned() };
            let delete = |body| ann.request("DELETE", &format!("{AUTH}/users/{path}/")).json(&body).reply();
            assert_snapshot!(delete(json!({})), @r#"400 {"current_password":["This field is required."]}"#);
            assert_snapshot!(
                delete(json!({ "current_password": "x" })),
                @r#"400 {"current_password":["Invalid password."]}"#
            );
            delete(json!({ "current_password": PASSWORD })).expect(204);
            ann.get(&format!("{AUTH}/users/me/")).expect(401);
            obtain(&server.anonymous(), email, PASSWORD).expect(401);
        }
    }

    fn without_a_credential_nothing_is_shown(server: Server) {
        assert_snapshot!(
            server.anonymous().get(&format!("{AUTH}/users/me/")),
            @r#"401 {"detail":"Authentication credentials were not provided."}"#
        );
    }
}
