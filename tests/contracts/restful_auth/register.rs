//! POST `/api/register/`

mod closed;
mod password;

use insta::assert_snapshot;
use reqwest::blocking::multipart::Form;
use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Client, Exchange, Reply, Server};

both_databases! {
    fn the_documented_example_makes_an_account(server: Server) {
        let anyone = server.anonymous();
        let request = json!({ "password": "password", "email": "user@example.com" });
        assert_snapshot!(
            anyone.post("/api/register/", request.clone()),
            @r#"201 {"id":1,"email":"user@example.com"}"#
        );
        assert_snapshot!(
            anyone.post("/api/register", request),
            @r#"400 {"email":["A user with that email already exists."]}"#
        );
        let signed_in = anyone.login("user@example.com", "password").expect(200).text_of("access_token");
        assert_snapshot!(
            anyone.bearing(&format!("Bearer {signed_in}")).get("/api/me/"),
            @r#"200 {"id":1,"username":"user@example.com","email":"user@example.com"}"#
        );
    }

    fn the_answer_is_json(server: Server) {
        let reply = server.anonymous().register("user@example.com", "password").expect(201);
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(reply.header("cache-control"), "no-store");
    }

    fn a_form_makes_an_account_as_well(server: Server) {
        let anyone = server.anonymous();
        let form = [("email", "ann@example.com"), ("password", "p&ssw=rd ü+")];
        assert_snapshot!(
            anyone.request("POST", "/api/register/").form(&form).reply(),
            @r#"201 {"id":1,"email":"ann@example.com"}"#
        );
        anyone.login("ann@example.com", "p&ssw=rd ü+").expect(200);

        let form = Form::new().text("email", "ben@example.com").text("password", " p&ssw=rd ü+\r\n");
        assert_snapshot!(
            anyone.request("POST", "/api/register").multipart(form).reply(),
            @r#"201 {"id":2,"email":"ben@example.com"}"#
        );
        anyone.login("ben@example.com", " p&ssw=rd ü+\r\n").expect(200);
    }

    fn a_form_is_told_what_is_wrong_as_json_is(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(
            anyone.request("POST", "/api/register/").form(&[("email", "x"), ("password", "")]).reply(),
            @r#"400 {"email":["Enter a valid email address."],"password":["This field may not be blank."]}"#
        );
        let form = Form::new().text("email", "  ").text("password", "short");
        assert_snapshot!(
            anyone.request("POST", "/api/register/").multipart(form).reply(),
            @r#"400 {"email":["This field may not be blank."],"password":["This password is too short. It must contain at least 8 characters."]}"#
        );
    }

    fn every_field_that_is_wrong_is_told_at_once(server: Server) {
        let anyone = server.anonymous();
        let told = |body| anyone.post("/api/register/", body);
        assert_snapshot!(told(json!({})), @r#"400 {"email":["This field is required."],"password":["This field is required."]}"#);
        assert_snapshot!(told(json!({ "email": null, "password": null })), @r#"400 {"email":["This field may not be null."],"password":["This field may not be null."]}"#);
        assert_snapshot!(told(json!({ "email": "", "password": "" })), @r#"400 {"email":["This field may not be blank."],"password":["This field may not be blank."]}"#);
        assert_snapshot!(told(json!({ "email": true, "password": {} })), @r#"400 {"email":["Not a valid string."],"password":["Not a valid string."]}"#);
        assert_snapshot!(told(json!({ "email": ["a@b.c"], "password": ["password"] })), @r#"400 {"email":["Not a valid string."],"password":["Not a valid string."]}"#);
        assert_snapshot!(told(json!({ "email": 12, "password": 12 })), @r#"400 {"email":["Enter a valid email address."],"password":["This password is too short. It must contain at least 8 characters."]}"#);
        assert_snapshot!(told(json!({ "email": "ann@example.com" })), @r#"400 {"password":["This field is required."]}"#);
        assert_snapshot!(told(json!({ "password": "password" })), @r#"400 {"email":["This field is required."]}"#);
    }

    fn a_taken_email_is_told_along_with_what_else_is_wrong(server: Server) {
        let anyone = server.anonymous();
        anyone.register("ann@example.com", "password").expect(201);
        assert_snapshot!(
            anyone.register("ann@example.com", "short"),
            @r#"400 {"email":["A user with that email already exists."],"password":["This password is too short. It must contain at least 8 characters."]}"#
        );
    }

    fn an_email_is_one_that_mail_can_be_sent_to(server: Server) {
        let anyone = server.anonymous();
        for odd in [
            "ann",
            "ann@",
            "@example.com",
            "ann@example",
            "a b@example.com",
            "ann@exa mple.com",
            "ann@@example.com",
            "ann@example..com",
            "ann@-example.com",
            "Ann <ann@example.com>",
            "ann@example.com\u{0}",
            "an\u{0}n@example.com",
            "an\u{200b}n@example.com",
            "an\u{202e}n@example.com",
            "ann@example.com,ben@example.com",
            "ann@[127.0.0.1]",
            "ann\n@example.com",
            "ann.@example.com",
        ] {
            assert_snapshot!(
                anyone.register(odd, "password"),
                @r#"400 {"email":["Enter a valid email address."]}"#
            );
        }
        for (number, fine) in
            ["a@b.co", "o'hara+list@example.co.uk", "zoë@bücher.example", "x_y-z@sub.example.com"]
                .iter()
                .enumerate()
        {
            let made = anyone.register(fine, "password").expect(201);
            assert_eq!(made.json(), json!({ "id": number + 1, "email": fine }));
        }
    }

    fn an_email_has_at_most_254_characters_and_is_a_username_whatever_its_length(server: Server) {
        let anyone = server.anonymous();
        let domain = format!("{}.{}.{}.co", "b".repeat(62), "c".repeat(62), "d".repeat(60));
        let longest = format!("{}@{domain}", "a".repeat(64));
        assert_eq!(longest.len(), 254);
        anyone.register(&longest, "password").expect(201);
        let access = anyone.login(&longest, "password").expect(200).text_of("access_token");
        let me = anyone.bearing(&format!("Bearer {access}")).get("/api/me/");
        assert_eq!(me.json(), json!({ "id": 1, "username": longest, "email": longest }));
        assert_snapshot!(
            anyone.register(&format!("a{longest}"), "password"),
            @r#"400 {"email":["Ensure this field has no more than 254 characters."]}"#
        );
    }

    fn white_space_around_an_email_is_cut(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(
            anyone.register(" \t\n ann@example.com \r\n", "password"),
            @r#"201 {"id":1,"email":"ann@example.com"}"#
        );
        anyone.login("ann@example.com", "password").expect(200);
    }

    fn an_email_is_shown_as_typed_and_taken_in_every_other_spelling(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(
            anyone.register("Zoe.Straße@Bücher.Example", "password"),
            @r#"201 {"id":1,"email":"Zoe.Straße@Bücher.Example"}"#
        );
        for other in [
            "Zoe.Straße@Bücher.Example",
            "zoe.straße@bücher.example",
            "ZOE.STRASSE@BÜCHER.EXAMPLE",
            "zoe.strasse@xn--bcher-kva.example",
            "zoe.strasse@XN--BCHER-KVA.EXAMPLE",
            "ｚｏｅ.strasse@bücher.example",
        ] {
            assert_snapshot!(
                anyone.register(other, "password"),
                @r#"400 {"email":["A user with that email already exists."]}"#
            );
            anyone.login(other, "password").expect(200);
        }
        // Another letter, however much it looks like the first.
        anyone.register("zое.strasse@bücher.example", "password").expect(201);
    }

    fn what_else_a_body_holds_is_not_looked_at(server: Server) {
        let anyone = server.anonymous();
        let mut body = json!({ "email": "ann@example.com", "password": "password" });
        for (extra, value) in
            [("username", json!("Ann")), ("nested", json!({ "a": [1, null] })), ("", json!(1))]
        {
            body[extra] = value;
        }
        assert_snapshot!(anyone.post("/api/register/", body), @r#"201 {"id":1,"email":"ann@example.com"}"#);
        assert_eq!(username(&anyone, "ann@example.com"), "ann@example.com");
    }

    fn s53_nobody_makes_themselves_more_than_they_are(server: Server) {
        let anyone = server.anonymous();
        let body = json!({
            "email": "eve@example.com", "password": "password", "id": 77, "pk": 77, "is_admin": true,
            "is_staff": true, "is_superuser": true, "is_active": false, "state": "deactivated", "balance": 1_000_000,
            "score": 1_000_000, "email_verified": true, "email_verified_at": "2020-01-01T00:00:00Z",
        });
        assert_snapshot!(anyone.post("/api/register/", body), @r#"201 {"id":1,"email":"eve@example.com"}"#);
        let shown = server.cli(&["account", "show", "--email", "eve@example.com"], "").stdout;
        for line in ["id: 1", "email verified: no", "state: active", "admin: no"] {
            assert!(shown.lines().any(|shown| shown == line), "{line:?} is not in\n{shown}");
        }
    }

    fn two_who_ask_at_once_do_not_both_get_an_address(server: Server) {
        let anyone = server.anonymous();
        let at_once = parlor_testkit::at_once(8, |_| anyone.register("ann@example.com", "password"));
        let made = at_once.iter().filter(|reply: &&Reply| reply.status == 201).count();
        let taken = at_once.iter().filter(|reply| reply.status == 400).count();
        assert_eq!((made, taken), (1, 7), "{at_once:?}");
    }
}

fn username(anyone: &Client, email: &str) -> Value {
    let access = anyone.login(email, "password").expect(200).text_of("access_token");
    anyone.bearing(&format!("Bearer {access}")).get("/api/me/").json()["username"].clone()
}
