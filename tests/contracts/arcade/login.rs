//! POST `/users/login/` and `/users/logout/`, GET `/get-csrf-token/`

use insta::assert_snapshot;
use serde_json::json;

use super::player::{Player, attributes, login, register};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

both_databases! {
    fn a_session_stands_in_a_cookie(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann", PASSWORD).expect(201);
        let reply = login(&anyone, "Ann", PASSWORD);
        assert_snapshot!(reply, @r#"200 {"id":1,"username":"ann","message":"Login successful."}"#);
        let set = attributes(&reply, "sessionid");
        let (value, rest) = set.split_once("; ").unwrap();
        assert!(value.len() >= "sessionid=".len() + 32, "{value}");
        assert_eq!(rest, "HttpOnly; SameSite=Lax; Path=/");
        let ann = Player::showing(&anyone, value, 1);
        ann.me().expect(200);
        // The native API takes it too.
        ann.get("/v1/accounts/me").expect(200);
    }

    with [("PARLOR_PUBLIC_URL", "https://arcade.example")]
    fn s30_under_https_the_cookie_is_for_https_alone(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann", PASSWORD).expect(201);
        let set = attributes(&login(&anyone, "ann", PASSWORD), "sessionid");
        assert!(set.ends_with("; HttpOnly; SameSite=Lax; Secure; Path=/"), "{set}");
        assert!(attributes(&anyone.get("/get-csrf-token/"), "csrftoken").contains("; Secure"));
    }

    fn who_is_signed_in_does_not_sign_in_again(server: Server) {
        let ann = Player::new(&server, "ann");
        let body = json!({ "username": "ann", "password": PASSWORD });
        assert_snapshot!(ann.post("/users/login/", body.clone()), @r#"400 {"errors":"User is already authenticated."}"#);
        ann.post("/users/logout/", json!({})).expect(200);
        ann.post("/users/login/", body).expect(200);
    }

    fn what_is_missing_or_wrong_is_told(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann", PASSWORD).expect(201);
        for body in [json!({}), json!({ "username": "ann" }), json!({ "username": "", "password": PASSWORD }), json!({ "username": "ann", "password": null })] {
            assert_snapshot!(anyone.post("/users/login/", body), @r#"401 {"errors":"Username and password are required."}"#);
        }
        assert_snapshot!(login(&anyone, "nobody", PASSWORD), @r#"401 {"errors":"Username does not exist."}"#);
        assert_snapshot!(login(&anyone, "ann", "a guess"), @r#"401 {"errors":"Invalid password."}"#);
    }

    fn s22_the_fifth_wrong_password_is_answered_as_locked_and_so_is_the_right_one(server: Server) {
        let anyone = server.anonymous().from("127.0.0.9");
        register(&server.anonymous(), "ann", PASSWORD).expect(201);
        for _ in 0..4 {
            assert_snapshot!(login(&anyone, "ann", "a guess"), @r#"401 {"errors":"Invalid password."}"#);
        }
        for password in ["a guess", "another", PASSWORD] {
            assert_snapshot!(
                login(&anyone, "ann", password),
                @r#"403 {"error":"Locked out due to too many login failures."}"#
            );
        }
        // All names and contracts count together, and names that nobody has count too.
        assert_eq!(anyone.sign_in("ann", PASSWORD).status, 403);
        for _ in 0..6 {
            assert_snapshot!(login(&anyone, "nobody", "a guess"), @r#"401 {"errors":"Username does not exist."}"#);
        }
        assert_eq!(anyone.sign_in("nobody", PASSWORD).status, 403);
    }

    fn s32_signing_out_ends_the_session_and_clears_the_cookie(server: Server) {
        let ann = Player::new(&server, "ann");
        let reply = ann.post("/users/logout/", json!({}));
        assert_snapshot!(reply, @r#"200 {"id":1,"username":"ann","message":"Logout successful."}"#);
        assert_eq!(attributes(&reply, "sessionid"), "sessionid=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
        assert_snapshot!(ann.me(), @r#"401 {"errors":"User is not authenticated."}"#);
        assert_snapshot!(ann.post("/users/logout/", json!({})), @r#"401 {"errors":"User is not authenticated."}"#);
        assert_snapshot!(server.anonymous().post("/users/logout/", json!({})), @r#"401 {"errors":"User is not authenticated."}"#);
    }

    fn a_bearer_token_works_as_well(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann", PASSWORD).expect(201);
        let access = anyone.sign_in("ann", PASSWORD).expect(201).text_of("access_token");
        let ann = anyone.bearing(&format!("Bearer {access}"));
        assert_eq!(ann.get("/users/1/").expect(200).text_of("username"), "ann");
        ann.post("/users/logout/", json!({})).expect(200);
        ann.get("/users/1/").expect(401);
    }

    fn s34_a_page_of_another_site_does_nothing_with_the_cookie(server: Server) {
        let ann = Player::new(&server, "ann");
        for (name, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
            for (method, path) in [("PATCH", "/users/1/"), ("PATCH", "/user/1"), ("DELETE", "/users/1/"), ("POST", "/users/logout/"), ("POST", "/users/avatar/")] {
                let reply = ann.request(method, path).header(name, value).json(&json!({})).reply();
                assert_snapshot!(reply, @r#"403 {"errors":"Cross-origin request refused."}"#);
            }
            // Nor does a foreign form sign anybody in.
            let body = [("username", "ann"), ("password", PASSWORD)];
            let foreign = server.anonymous().request("POST", "/users/login/").header(name, value).form(&body);
            assert_snapshot!(foreign.reply(), @r#"403 {"errors":"Cross-origin request refused."}"#);
        }
        ann.request("GET", "/users/1/").header("origin", "https://evil.example").reply().expect(200);
        let own = ann.request("PATCH", "/users/1/").header("origin", "http://localhost:8000").json(&json!({}));
        own.reply().expect(200);
    }

    fn a_client_that_fetches_a_token_gets_one_and_needs_none(server: Server) {
        let reply = server.anonymous().get("/get-csrf-token/");
        assert_snapshot!(reply, @r#"200 {"message":"CSRF cookie set."}"#);
        let set = attributes(&reply, "csrftoken");
        let token = set.split(';').next().unwrap().strip_prefix("csrftoken=").unwrap().to_owned();
        assert_eq!(token.len(), 64);
        let ann = Player::new(&server, "ann");
        ann.request("PATCH", "/users/1/").header("x-csrftoken", &token).json(&json!({})).reply().expect(200);
        ann.request("PATCH", "/users/1/").header("x-csrftoken", "other").json(&json!({})).reply().expect(200);
    }
}
