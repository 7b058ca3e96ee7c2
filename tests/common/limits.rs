//! How large a request may be.

use serde_json::json;

use super::CALLS;
use crate::both_databases;
use crate::support::{Exchange, Server};

const MEGABYTE: usize = 1 << 20;

both_databases! {
    fn s2_a_body_of_a_megabyte_is_refused_before_any_hashing(server: Server) {
        let anyone = server.anonymous();
        anyone.register("ann@example.com", "password").expect(201);
        // Each of these would be a wrong password, and five of them would lock.
        for _ in 0..6 {
            let reply = anyone.login("ann@example.com", &"x".repeat(MEGABYTE)).expect(413);
            assert!(!reply.text_of("detail").is_empty());
            anyone.register("ben@example.com", &"x".repeat(MEGABYTE)).expect(413);
        }
        anyone.login("ann@example.com", "password").expect(200);

        anyone.login("the last to be logged", "a wrong password").expect(401);
        let log = server.log_with("sign_in_failed");
        assert_eq!(log.matches("sign_in_failed").count(), 1, "{log}");
        assert_eq!(log.matches("signed_up").count(), 1, "{log}");
    }

    fn s73_a_body_that_is_too_large_is_refused_at_every_address_and_of_every_kind(server: Server) {
        let ann = server.member("ann@example.com");
        for (method, path, _) in CALLS {
            for kind in [
                "application/json",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "text/plain",
            ] {
                let request = ann.request(method, path).header("content-type", kind);
                let reply = request.body(vec![b' '; MEGABYTE]).reply().expect(413);
                assert!(reply.text_of("detail").len() > 1);
            }
        }
    }

    fn s73_a_body_that_does_not_say_how_large_it_is_is_counted(server: Server) {
        let chunk = format!("{:x}\r\n{}\r\n", 10_000, "x".repeat(10_000)).repeat(100);
        let head = "POST /api/login/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        let answer = server.raw(format!("{head}{chunk}0\r\n\r\n").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    }

    fn s73_the_depth_of_json_is_bounded(server: Server) {
        let ann = server.member("ann@example.com");
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            for depth in [200, 5_000, 10_000] {
                let deep = format!("{{\"username\":{}1{}}}", open.repeat(depth), close.repeat(depth));
                let request = ann.request("PATCH", "/api/me/").header("content-type", "application/json");
                let reply = request.body(deep).reply().expect(400);
                assert!(reply.text_of("detail").starts_with("JSON parse error - "), "{reply}");
            }
        }
        let deep = format!("{}1{}", "[".repeat(30), "]".repeat(30));
        let body =
            json!({ "username": "Ann", "other": serde_json::from_str::<serde_json::Value>(&deep).unwrap() });
        ann.patch("/api/me/", body).expect(200);
    }

    with [("PARLOR_RATE_LIMIT__ENABLED", "true")]
    fn too_many_calls_from_one_address_have_to_wait_and_others_go_on(server: Server) {
        let anyone = server.anonymous();
        let tries = (0..200).map(|number| anyone.login(&format!("nobody{number}@example.com"), "a guess"));
        let refused = tries.into_iter().find(|reply| reply.status != 401).unwrap().expect(429);
        let seconds: u64 = refused.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds), "{seconds}");
        let detail = format!("Request was throttled. Expected available in {seconds} seconds.");
        assert_eq!(refused.json(), json!({ "detail": detail }));
        anyone.from("127.0.0.9").login("nobody@example.com", "a guess").expect(401);
        anyone.get("/healthz").expect(200);
    }

    fn s73_headers_are_bounded(server: Server) {
        let ann = server.member("ann@example.com");
        let huge = format!("GET /api/me/ HTTP/1.1\r\nhost: x\r\nx-huge: {}\r\n\r\n", "x".repeat(MEGABYTE));
        refused(&server.raw(huge.as_bytes()));
        let many = (0..10_000).map(|number| format!("x-{number}: x\r\n")).collect::<String>();
        refused(&server.raw(format!("GET /api/me/ HTTP/1.1\r\nhost: x\r\n{many}\r\n").as_bytes()));
        let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(MEGABYTE));
        refused(&server.raw(long.as_bytes()));
        // Nobody else notices.
        ann.get("/api/me/").expect(200);
    }
}

/// Whether a request was turned away, with an answer that blames the client or with none at all.
#[track_caller]
fn refused(answer: &str) {
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
}
