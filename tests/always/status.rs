//! `/`, `/healthz` and `/readyz`, and what every answer carries.

use std::collections::HashSet;

use insta::assert_snapshot;

use crate::both_databases;
use crate::support::{Exchange, Server};

both_databases! {
    fn the_process_and_the_database_say_that_they_are_well(server: Server) {
        let anyone = server.anonymous();
        assert_snapshot!(anyone.get("/healthz"), @r#"200 {"status":"ok"}"#);
        assert_snapshot!(anyone.get("/readyz"), @r#"200 {"status":"ok"}"#);
        assert_snapshot!(anyone.get("/healthz/"), @r#"200 {"status":"ok"}"#);
        assert_snapshot!(anyone.get("/readyz/"), @r#"200 {"status":"ok"}"#);
    }

    fn the_first_page_is_a_page_for_browsers_and_json_for_programs(server: Server) {
        let anyone = server.anonymous();
        let links = anyone.get("/").expect(200).json()["links"].clone();
        for address in links.as_object().unwrap().values() {
            anyone.get(address.as_str().unwrap()).expect(200);
        }

        let browser =
            anyone.request("GET", "/").header("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        let page = browser.reply().expect(200);
        assert!(page.header("content-type").starts_with("text/html"));
        for address in ["/docs", "/admin/", "/openapi.json", "/healthz", "/readyz", "/.well-known/jwks.json"] {
            assert!(page.text.contains(&format!("href=\"{address}\"")), "{page}");
        }
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
    }

    fn every_answer_names_its_request_and_is_taken_for_what_it_says(server: Server) {
        let (anyone, ann) = (server.anonymous(), server.member("ann@example.com"));
        let answers = [
            anyone.get("/"),
            anyone.get("/healthz"),
            anyone.get("/nothing/here"),
            anyone.get("/api/me/").expect(401),
            anyone.get("/api/login/").expect(405),
            anyone.login("ann@example.com", "a wrong password").expect(401),
            anyone
                .request("POST", "/api/login/")
                .header("content-type", "text/plain")
                .body("x")
                .reply()
                .expect(415),
            anyone.request("POST", "/api/login/").body(vec![b' '; 70_000]).reply().expect(413),
            anyone.request("OPTIONS", "/api/login/").reply(),
            ann.get("/api/me/").expect(200),
            ann.request("HEAD", "/api/me/").reply().expect(200),
        ];
        for answer in &answers {
            assert_eq!(answer.header("x-request-id").len(), 16, "{answer}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{answer}");
        }
        let ids: HashSet<_> = answers.iter().map(|answer| answer.header("x-request-id")).collect();
        assert_eq!(ids.len(), answers.len());
    }

    fn the_id_of_a_request_leads_to_what_was_logged_of_it(server: Server) {
        let refused = server.anonymous().login("nobody@example.com", "a wrong password").expect(401);
        let log = server.log_with("sign_in_failed");
        let line = log.lines().find(|line| line.contains("sign_in_failed")).unwrap();
        assert!(line.contains(refused.header("x-request-id")), "{line}");
    }
}
