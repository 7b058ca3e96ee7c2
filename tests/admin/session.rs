//! POST `/admin/session`, and what ends that session

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::{cookie, make_admin, open, set, with};
use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};
use crate::v1::{code, problem, wrong};

const ROOT: &str = "root@example.com";

both_databases! {
    with [("PARLOR_CONTRACTS", "none")]
    fn an_administrator_gets_a_session_in_a_cookie(server: Server) {
        make_admin(&server, ROOT);
        let anyone = server.anonymous();
        let signed_in = open(&anyone, "Root@Example.com", PASSWORD);
        assert_snapshot!(signed_in, @r#"201 {"account_id":1}"#);
        assert_eq!(signed_in.header("cache-control"), "no-store");
        let given = set(&signed_in, "sessionid").unwrap();
        assert_eq!(given.split_once("; ").unwrap().1, "HttpOnly; SameSite=Lax; Path=/");
        assert!(set(&signed_in, "parlor_device").unwrap().contains("HttpOnly"));
        let session = cookie(&signed_in, "sessionid");
        let told = with(&anyone, &session, "GET", "/v1/admin/accounts/1").expect(200).json();
        assert_eq!(told["sessions"][0]["kind"], "cookie");
        // A form's fields do as well.
        let form = anyone.request("POST", "/admin/session/").form(&[("login", ROOT), ("password", PASSWORD)]);
        form.reply().expect(201);
    }

    fn who_is_no_administrator_is_told_so_and_gets_none(server: Server) {
        let anyone = server.anonymous();
        let ann = server.owner("ann@example.com");
        let before = ann.get("/v1/sessions").json()["items"].as_array().unwrap().len();
        let refused = open(&anyone, &ann.email, PASSWORD);
        assert_eq!(set(&refused, "sessionid").or(set(&refused, "parlor_device")), None);
        assert_snapshot!(problem(refused), @r#"403 {"title":"Forbidden","status":403,"code":"not_administrator","detail":"This account is not an administrator's.","request_id":"…"}"#);
        assert_eq!(ann.get("/v1/sessions").json()["items"].as_array().unwrap().len(), before);
        // Without the password nobody learns it.
        assert_eq!(code(open(&anyone, &ann.email, "a guess")), "401 invalid_login");
    }

    fn what_is_missing_or_wrong_is_told_and_says_nothing_of_accounts(server: Server) {
        make_admin(&server, ROOT);
        let anyone = server.anonymous();
        assert_eq!(wrong(anyone.post("/admin/session", json!({}))), "login: required, password: required");
        assert_eq!(wrong(open(&anyone, " ", "")), "login: blank, password: blank");
        for (login, password) in [(ROOT, "a guess"), ("nobody@example.com", PASSWORD)] {
            assert_snapshot!(problem(open(&anyone, login, password)), @r#"401 {"title":"Unauthorized","status":401,"code":"invalid_login","detail":"There is no such account, or this is not its password.","request_id":"…"}"#);
        }
        let other = server.admin("other@example.com");
        other.post("/v1/admin/accounts/1/deactivate", json!({})).expect(204);
        assert_eq!(code(open(&anyone, ROOT, PASSWORD)), "401 invalid_login");
    }

    fn s22_wrong_passwords_lock_here_as_everywhere_and_known_browsers_still_get_in(server: Server) {
        make_admin(&server, ROOT);
        let browser = server.anonymous().from("127.0.0.3");
        let device = cookie(&open(&browser, ROOT, PASSWORD).expect(201), "parlor_device");
        let stranger = server.anonymous().from("127.0.0.9");
        for _ in 0..4 {
            assert_eq!(code(open(&stranger, ROOT, "a guess")), "401 invalid_login");
        }
        for password in ["a guess", PASSWORD] {
            assert_eq!(code(open(&stranger, ROOT, password)), "403 locked_out");
        }
        assert_eq!(code(stranger.sign_in(ROOT, PASSWORD)), "403 locked_out");
        let known = stranger.request("POST", "/admin/session").header("cookie", &device);
        known.json(&json!({ "login": ROOT, "password": PASSWORD })).reply().expect(201);
    }

    fn s34_a_page_of_another_site_cannot_sign_anybody_in(server: Server) {
        make_admin(&server, ROOT);
        let body = json!({ "login": ROOT, "password": PASSWORD });
        for (name, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")] {
            let request = server.anonymous().request("POST", "/admin/session").header(name, value);
            let refused = request.json(&body).reply();
            assert_eq!(set(&refused, "sessionid"), None);
            assert_eq!(code(refused), "403 cross_origin", "{name}: {value}");
        }
        let own = server.anonymous().request("POST", "/admin/session").header("sec-fetch-site", "same-origin");
        own.header("origin", format!("http://{}", server.address())).json(&body).reply().expect(201);
    }

    fn s32_signing_out_ends_the_session_and_clears_the_cookie(server: Server) {
        make_admin(&server, ROOT);
        let anyone = server.anonymous();
        let session = cookie(&open(&anyone, ROOT, PASSWORD), "sessionid");
        let out = with(&anyone, &session, "DELETE", "/v1/sessions/current").expect(204);
        assert_eq!(set(&out, "sessionid").unwrap(), "sessionid=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
        assert_eq!(code(with(&anyone, &session, "GET", "/v1/admin/statistics")), "401 bad_credential");
    }

    with [("PARLOR_TOKENS__FRESH_FOR", "1s")]
    fn s29_a_step_up_gives_the_browser_another_cookie(server: Server) {
        make_admin(&server, ROOT);
        let ann = server.owner("ann@example.com");
        let anyone = server.anonymous();
        let session = cookie(&open(&anyone, ROOT, PASSWORD), "sessionid");
        sleep(Duration::from_millis(1_100));
        let path = format!("/v1/admin/accounts/{}/administrator", ann.id);
        assert_eq!(code(with(&anyone, &session, "PUT", &path)), "403 fresh_sign_in_required");
        let step_up = |password: &str| {
            let request = anyone.request("POST", "/v1/sessions/current/step-up").header("cookie", &session);
            request.json(&json!({ "password": password })).reply()
        };
        assert_eq!(wrong(step_up("a guess")), "password: wrong");
        let stepped_up = step_up(PASSWORD).expect(200);
        assert_eq!(stepped_up.text, r#"{"kind":"cookie"}"#);
        let fresh = cookie(&stepped_up, "sessionid");
        assert_eq!(code(with(&anyone, &session, "PUT", &path)), "401 bad_credential");
        with(&anyone, &fresh, "PUT", &path).expect(204);
    }
}
