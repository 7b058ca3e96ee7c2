//! What the log says of what happened, and what nobody can make it say.

use serde_json::{Value, json};

use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Server};

/// The end of a line and the beginning of another, for whoever reads it.
const HOSTILE: &str = "x\n2030-01-01T00:00:00.000000Z  INFO audit: event=\"forged\"\r\u{1b}[31m\u{2028}y";

both_databases! {
    with [("PARLOR_LOG_FORMAT", "json")]
    fn s74_what_happens_is_logged_with_actor_account_session_address_and_time(mut server: Server) {
        let ann = server.member("ann@example.com");
        let stranger = ann.from("127.0.0.9");
        for _ in 0..5 {
            stranger.login(&ann.email, "a wrong password");
        }
        stranger.login("nobody@example.com", "a wrong password").expect(401);
        ann.patch("/api/me/", json!({ "username": "Ann" })).expect(200);
        ann.post("/api/logout/", json!({ "refresh_token": ann.refresh_token })).expect(200);
        let proxied = ann.request("POST", "/api/login/").header("x-forwarded-for", "192.0.2.1");
        proxied.json(&json!({ "email": "nobody@example.com", "password": PASSWORD })).reply().expect(401);
        server.stop();

        let id = ann_s_id(&server);
        let mut sessions = Vec::new();
        let events = audited(&server.log()).into_iter().map(|line| {
            assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "{line}");
            sessions.extend(line["session"].as_i64());
            json!([line["event"], line["actor"], line["account"], line["session"].is_null(), line["address"]])
        });
        let events: Vec<Value> = events.collect();
        let (owner, home, away) = (format!("account:{id}"), "127.0.0.1", "127.0.0.9");
        let failed = json!(["sign_in_failed", "anyone", id, true, away]);
        assert_eq!(
            events,
            [
                json!(["signed_up", "anyone", id, true, home]),
                json!(["signed_in", owner, id, false, home]),
                failed.clone(),
                failed.clone(),
                failed.clone(),
                failed,
                json!(["locked", "anyone", id, true, away]),
                json!(["sign_in_failed", "anyone", null, true, away]),
                json!(["renamed", owner, id, false, home]),
                json!(["session_signed_out", owner, id, false, home]),
                json!(["sign_in_failed", "anyone", null, true, null]),
            ]
        );
        assert_eq!(sessions, [sessions[0]; 3], "one session, under one number");
    }

    with [("PARLOR_LOG", "trace")]
    fn s74_nothing_that_is_sent_can_end_a_line_of_the_log(mut server: Server) {
        let ann = server.member("ann@example.com");
        ann.register(HOSTILE, PASSWORD).expect(400);
        ann.register(&format!("{HOSTILE}@example.com"), PASSWORD).expect(400);
        ann.login(HOSTILE, PASSWORD).expect(401);
        ann.login(&format!("\"{HOSTILE}\"@example.com"), PASSWORD).expect(401);
        ann.patch("/api/me/", json!({ "username": HOSTILE })).expect(400);
        ann.refresh(HOSTILE).expect(401);
        ann.get("/x%0A2030-01-01T00:00:00.000000Z%20%20INFO%20audit:%20event=%22forged%22%0D%1b").expect(404);
        let broken = format!("{HOSTILE}{{");
        let request = ann.request("POST", "/api/login/").header("content-type", "application/json");
        request.body(broken).reply().expect(400);
        let typed = ann.request("POST", "/api/login/").header("content-type", "text/x; a=\"\\n2030\"");
        typed.body("x").reply().expect(415);
        server.raw(b"GET / HTTP/1.1\r\nhost: x\r\nx-a: \n\n2030 INFO audit: event=\"forged\"\r\n\r\n");
        server.raw(b"GET /\n2030-01-01T00:00:00.000000Z  INFO audit: event=\"forged\" HTTP/1.1\r\n\r\n");
        server.stop();
        let log = server.log();
        assert!(!log.contains(['\u{1b}', '\u{2028}', '\r']), "{log}");
        assert!(!log.lines().any(|line| line.starts_with("2030")), "{log}");
    }

    fn s74_nor_can_it_end_a_line_of_a_command(server: Server) {
        for args in [
            &["account", "show", "--username", HOSTILE][..],
            &["account", "show", "--email", HOSTILE],
            &["account", HOSTILE],
            &["--config", HOSTILE, "migrate"],
        ] {
            let ran = server.cli(args, "");
            assert_ne!(ran.status, 0);
            assert_eq!(ran.stderr.matches('\n').count(), 1, "{ran:?}");
            assert!(!ran.stderr.contains(['\u{1b}', '\u{2028}', '\r']), "{ran:?}");
        }
    }
}

/// The lines that tell of something that was committed.
fn audited(log: &str) -> Vec<Value> {
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.filter(|line| line["target"] == "audit").collect()
}

fn ann_s_id(server: &Server) -> i64 {
    let shown = server.cli(&["account", "show", "--email", "ann@example.com"], "").stdout;
    shown.lines().find_map(|line| line.strip_prefix("id: ")).unwrap().parse().unwrap()
}
