//! The link to the first administrator.

use insta::assert_snapshot;
use reqwest::header::ACCEPT;
use serde_json::json;

use crate::both_databases;
use crate::support::{Browser, Exchange, Kind, PASSWORD, Reply, Server};

const NOT_GOOD: &str = r#"404 {"detail":"This link is not good: it was used, or is too old, or there is an administrator already."}"#;

/// The token in the link that was printed last.
fn token(server: &Server) -> Option<String> {
    let log = server.log_with("Data is kept");
    let (_, link) = log.rsplit_once("/setup?token=")?;
    link.split_whitespace().next().map(str::to_owned)
}

fn make(server: &Server, token: &str, email: &str) -> Reply {
    server.anonymous().post("/setup", json!({ "token": token, "email": email, "password": PASSWORD }))
}

both_databases! {
    fn s76_the_first_administrator_s_link_works_once_and_ends(server: Server) {
        let link = token(&server).unwrap();
        assert_snapshot!(make(&server, &link, "root@example.com"), @r#"201 {"id":1,"email":"root@example.com"}"#);
        assert_eq!(make(&server, &link, "other@example.com").to_string(), NOT_GOOD);
        let root = server.anonymous().login("root@example.com", PASSWORD).text_of("access_token");
        let me = server.anonymous().bearing(&format!("Bearer {root}")).get("/v1/accounts/me").expect(200).json();
        assert_eq!((&me["is_admin"], &me["email_verified"]), (&json!(true), &json!(true)));
        for made_up in ["", "0123456789abcdef0123456789abcdef", "x"] {
            assert_eq!(make(&server, made_up, "other@example.com").to_string(), NOT_GOOD);
        }
    }

    fn s76_once_there_is_an_administrator_no_link_is_good_and_none_is_printed(server: Server) {
        let mut server = server;
        let link = token(&server).unwrap();
        server.admin("root@example.com");
        assert_eq!(make(&server, &link, "other@example.com").to_string(), NOT_GOOD);
        server.restart();
        assert_eq!(token(&server), None);
    }

    fn where_the_only_administrator_is_switched_off_a_link_makes_another(server: Server) {
        let mut server = server;
        let root = server.admin("root@example.com");
        root.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        server.restart();
        let link = token(&server).unwrap();
        assert_snapshot!(
            make(&server, &link, "root@example.com"),
            @r#"400 {"email":["A user with that email already exists."]}"#
        );
        make(&server, &link, "other@example.com").expect(201);
        let other = server.anonymous().login("other@example.com", PASSWORD).text_of("access_token");
        let other = server.anonymous().bearing(&format!("Bearer {other}"));
        other.post("/v1/admin/accounts/1/activate", json!({})).expect(204);
        server.anonymous().login("root@example.com", PASSWORD).expect(200);
    }

    fn what_cannot_be_an_administrator_leaves_the_link_good(server: Server) {
        server.member("ann@example.com");
        let link = token(&server).unwrap();
        assert_snapshot!(
            make(&server, &link, "ann@example.com"),
            @r#"400 {"email":["A user with that email already exists."]}"#
        );
        let weak = json!({ "token": link, "email": "root", "password": "1234567" });
        assert_snapshot!(
            server.anonymous().post("/setup", weak),
            @r#"400 {"email":["Enter a valid email address."],"password":["This password is too short. It must contain at least 8 characters.","This password is too common.","This password is entirely numeric."]}"#
        );
        make(&server, &link, "root@example.com").expect(201);
    }

    fn a_browser_gets_a_form_that_makes_it(server: Server) {
        let link = token(&server).unwrap();
        let page = |method: &str, path: &str| server.anonymous().request(method, path).header(ACCEPT, "text/html");
        let form = page("GET", &format!("/setup?token={link}")).reply().expect(200);
        assert!(form.text.contains(&format!("name=\"token\" value=\"{link}\"")), "{form}");
        assert!(form.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(form.header("referrer-policy"), "no-referrer");
        let send = |email| {
            page("POST", "/setup").form(&[("token", link.as_str()), ("email", email), ("password", PASSWORD)]).reply()
        };
        assert!(send("nobody").expect(400).text.contains("<p class=\"said\">Enter a valid email address.</p>"));
        assert!(send("root@example.com").expect(201).text.contains("The account is made"));
        page("GET", "/setup?token=\"><script>").reply().expect(404);
    }
}

#[test]
fn in_a_browser_the_link_leads_to_the_pages_of_administrators() {
    let server = Server::with(Kind::Sqlite, &[]);
    let site = format!("http://{}", server.address());
    let browser = Browser::open();
    browser.go(&format!("{site}/setup?token={}", token(&server).unwrap()));
    browser.write("[name=email]", "root@example.com");
    browser.write("[name=password]", "12345678");
    browser.press("Make the account");
    browser.sees("This password is too common.");
    browser.write("[name=email]", "root@example.com");
    browser.write("[name=password]", PASSWORD);
    browser.press("Make the account");
    browser.sees("The account is made");
    browser.press("sign in with it");
    browser.write("[name=login]", "root@example.com");
    browser.write("[name=password]", PASSWORD);
    browser.press("Sign in");
    browser.sees("Active accounts");
    assert_eq!(browser.complaints(), [""; 0]);
}
